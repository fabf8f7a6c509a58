/// Dates of messages and sendings as the contract has them (E.2).
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace usher::api::console {

/// "2026-11-23 15:02:52Z"; "0001-01-01 00:00:00Z" for what never was.
std::string date_text(const std::optional<TimePoint>& time);

}  // namespace usher::api::console
