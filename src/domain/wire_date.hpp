/// Dates as they stand on the wire of the account's resources (the contract's E.2): UTC texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

/// What stands where there is no date.
inline constexpr const char* kNoDate = "0001-01-01 00:00:00Z";

/// "2026-11-23 15:02:52Z".
std::string wire_date(TimePoint time);
std::string wire_date(const std::optional<TimePoint>& time);

/// "2026-11-23 15:02:52.123", as some members have it; nothing where there is no date.
std::string wire_moment(const std::optional<TimePoint>& time);

/// And back. Quotes around it, a T between day and time, a fraction, and a missing Z are all right;
/// nothing when there is nothing in it. The error says what is expected.
Result<std::optional<TimePoint>> parse_wire_date(std::string_view text);

}  // namespace usher::domain
