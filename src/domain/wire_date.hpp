/// Dates of the account's resources: UTC texts (docs/contract/provisioning.md, E.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

/// Stands for no date.
inline constexpr const char* kNoDate = "0001-01-01 00:00:00Z";

/// Returns "2026-11-23 15:02:52Z".
std::string wire_date(TimePoint time);
std::string wire_date(const std::optional<TimePoint>& time);

/// Returns "2026-11-23 15:02:52.123", the form of some members; empty for no date.
std::string wire_moment(const std::optional<TimePoint>& time);

/// Parses a date; nullopt for an empty text. Accepts quotes, a T before the time, a fraction and a
/// missing Z. The error continues a sentence after the field's name.
Result<std::optional<TimePoint>> parse_wire_date(std::string_view text);

}  // namespace usher::domain
