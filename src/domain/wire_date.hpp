/// Formats and parses the dates of an account's resources, which are texts in UTC
/// (docs/contract/provisioning.md, E.2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

/// The text that means "no date".
inline constexpr const char* kNoDate = "0001-01-01 00:00:00Z";

/// Returns the text of a date in seconds, such as "2026-11-23 15:02:52Z".
std::string wire_date(TimePoint time);
/// Returns the text of a date in seconds, kNoDate for nullopt.
std::string wire_date(const std::optional<TimePoint>& time);

/// Returns the text of a date in milliseconds, such as "2026-11-23 15:02:52.123", which some
/// members have. Returns an empty text for nullopt.
std::string wire_moment(const std::optional<TimePoint>& time);

/// Parses a date; nullopt for an empty text. Accepts quotes, a T before the time, a fraction and a
/// missing Z. The error continues a sentence after the field's name.
Result<std::optional<TimePoint>> parse_wire_date(std::string_view text);

}  // namespace usher::domain
