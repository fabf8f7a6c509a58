#include "base/clock.hpp"

#include <fmt/format.h>

#include <ctime>

namespace usher {
namespace {

std::tm utc(TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t t = std::chrono::system_clock::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&t, &parts);
  return parts;
}

// The names are in English; strftime would use the process's locale.
constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string long_date(TimePoint time, const char* zone) {
  const std::tm t = utc(time);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} {}", kDays[t.tm_wday], t.tm_mday,
                     kMonths[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec, zone);
}

}  // namespace

TimePoint SystemClock::now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Duration SystemClock::steady() const { return steady_now(); }

Duration steady_now() {
  return std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string to_rfc3339(TimePoint time) {
  const std::tm t = utc(time);
  const auto ms = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, ms);
}

std::string to_rfc5322(TimePoint time) { return long_date(time, "+0000"); }

std::string to_http_date(TimePoint time) { return long_date(time, "GMT"); }

}  // namespace usher
