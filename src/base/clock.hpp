/// Time as a dependency. Rules take `now`; only rims ask a `Clock`.
#pragma once

#include <chrono>
#include <string>

namespace usher {

/// Milliseconds are what the database keeps and what people look at.
using Duration = std::chrono::milliseconds;
/// A point in wall-clock time (UTC).
using TimePoint = std::chrono::sys_time<Duration>;

/// What tells the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The wall clock; an operator or NTP may set it back or forward at any moment.
  virtual TimePoint now() const = 0;
  /// Time that only ever moves forward; its zero means nothing.
  virtual Duration steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  Duration steady() const override;
};

/// What SystemClock::steady tells: for waits that have to end whatever clock a test turns.
Duration steady_now();

/// "2026-11-23T15:02:52.123Z" (RFC 3339).
std::string to_rfc3339(TimePoint time);
/// "Mon, 23 Nov 2026 15:02:52 +0000" (RFC 5322, 3.3).
std::string to_rfc5322(TimePoint time);
/// "Mon, 23 Nov 2026 15:02:52 GMT" (RFC 9110, 5.6.7).
std::string to_http_date(TimePoint time);

inline std::int64_t to_ms(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint from_ms(std::int64_t ms) { return TimePoint{Duration{ms}}; }

/// Whole days since 1970, in UTC.
inline std::int64_t day_of(TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}
inline TimePoint start_of_day(std::int64_t day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

}  // namespace usher
