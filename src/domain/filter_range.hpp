/// How far the numbers of a filter can go. A database calculates in 64 bits and refuses what leaves
/// them, or does worse; so an expression that could is refused before. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/filter.hpp"

namespace usher::domain {

/// The lowest and the highest number that a node may come to.
struct FilterRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Of columns, as they are on the wire.
inline constexpr FilterRange kRange32{INT32_MIN, INT32_MAX};

/// What `op` makes of numbers in these ranges; nothing when it may leave ±2^62. `right` is not
/// looked at where there is none. REQUIRES: an operator on whole numbers that answers one.
std::optional<FilterRange> range_of(FilterOp op, FilterRange left, FilterRange right);

}  // namespace usher::domain
