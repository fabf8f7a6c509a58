#include "domain/wire_date.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr const char* kExpected = "must be a date in UTC such as 2026-11-23 15:02:52Z";

/// Removes a number of `digits` digits and one of the separators after it. Returns false if the
/// text does not begin so.
bool cut(std::string_view& text, std::size_t digits, std::string_view separators, int& number) {
  if (text.size() < digits) return false;
  const auto read = parse_integer<int>(text.substr(0, digits));
  if (!read || *read < 0) return false;
  number = *read;
  text.remove_prefix(digits);
  if (separators.empty()) return true;
  if (text.empty() || separators.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Returns whether the text may follow the seconds: a fraction, a Z, both or neither.
bool is_end(std::string_view text) {
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
  }
  return text.empty() || text == "Z" || text == "z";
}

}  // namespace

std::string wire_date(TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

std::string wire_date(const std::optional<TimePoint>& time) {
  return time ? wire_date(*time) : kNoDate;
}

std::string wire_moment(const std::optional<TimePoint>& time) {
  if (!time) return {};
  std::string out = wire_date(*time);
  out.back() = '.';  // the milliseconds replace the Z
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*time);
  return out + fmt::format("{:03}", (*time - seconds) / std::chrono::milliseconds(1));
}

Result<std::optional<TimePoint>> parse_wire_date(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = trim(text.substr(1, text.size() - 2));
  }
  if (text.empty()) return std::optional<TimePoint>();
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool read = cut(text, 4, "-", year) && cut(text, 2, "-", month) &&
                    cut(text, 2, " T", day) && cut(text, 2, ":", hour) &&
                    cut(text, 2, ":", minute) && cut(text, 2, "", second) && is_end(text);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!read || !date.ok() || year < 1 || hour > 23 || minute > 59 || second > 59) {
    return Error{Errc::invalid, kExpected};
  }
  return std::optional<TimePoint>(std::chrono::sys_days(date) + std::chrono::hours(hour) +
                                  std::chrono::minutes(minute) + std::chrono::seconds(second));
}

}  // namespace usher::domain
