/// Computes the ranges of a filter's numbers. Expressions that may overflow 64 bits are refused,
/// because databases fail or return wrong results on overflow. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/filter.hpp"

namespace usher::domain {

/// The possible values of a node, both limits included.
struct FilterRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// The range of 32-bit columns.
inline constexpr FilterRange kRange32{INT32_MIN, INT32_MAX};

/// Returns the range of the operator's result, nullopt if the result may exceed ±2^62. Ignores
/// `right` for unary operators. REQUIRES: operands and result are whole numbers.
std::optional<FilterRange> range_of(FilterOp op, FilterRange left, FilterRange right);

}  // namespace usher::domain
