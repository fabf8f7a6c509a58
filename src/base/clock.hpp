/// The current time as a dependency: rules take `now` as an argument, and only boundaries read a
/// `Clock`.
#pragma once

#include <chrono>
#include <string>

namespace usher {

/// A time span in milliseconds, the resolution that the database stores.
using Duration = std::chrono::milliseconds;
/// A point in wall-clock time (UTC).
using TimePoint = std::chrono::sys_time<Duration>;

/// A source of the current time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Returns the wall-clock time; an operator or NTP may set it back or forward at any moment.
  virtual TimePoint now() const = 0;
  /// Returns monotonic time since an arbitrary start.
  virtual Duration steady() const = 0;
};

/// The operating system's clocks.
class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  Duration steady() const override;
};

/// Returns SystemClock::steady(), for timeouts that must expire even if a test replaces the clock.
Duration steady_now();

/// Returns the time in UTC as "2026-11-23T15:02:52.123Z" (RFC 3339).
std::string to_rfc3339(TimePoint time);
/// Returns the time in UTC as "Mon, 23 Nov 2026 15:02:52 +0000" (RFC 5322, 3.3).
std::string to_rfc5322(TimePoint time);
/// Returns the time as "Mon, 23 Nov 2026 15:02:52 GMT" (RFC 9110, 5.6.7).
std::string to_http_date(TimePoint time);

inline std::int64_t to_ms(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint from_ms(std::int64_t ms) { return TimePoint{Duration{ms}}; }

/// Returns the number of whole days since 1970-01-01, in UTC.
inline std::int64_t day_of(TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}
inline TimePoint start_of_day(std::int64_t day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

}  // namespace usher
