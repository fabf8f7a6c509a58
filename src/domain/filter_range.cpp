#include "domain/filter_range.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace usher::domain {
namespace {

using Range = FilterRange;

constexpr std::int64_t kMax = std::int64_t{1} << 62;

std::optional<Range> within(Range range) {
  if (range.low < -kMax || range.high > kMax) return std::nullopt;
  return range;
}

/// Returns the largest absolute value in the range.
std::int64_t magnitude(Range range) { return std::max(-range.low, range.high); }

std::optional<Range> product(Range left, Range right) {
  Range out{INT64_MAX, INT64_MIN};
  for (const std::int64_t a : {left.low, left.high}) {
    for (const std::int64_t b : {right.low, right.high}) {
      std::int64_t corner = 0;
      if (__builtin_mul_overflow(a, b, &corner)) return std::nullopt;
      out = {std::min(out.low, corner), std::max(out.high, corner)};
    }
  }
  return within(out);
}

std::optional<Range> sum(Range left, Range right) {
  Range out;
  if (__builtin_add_overflow(left.low, right.low, &out.low)) return std::nullopt;
  if (__builtin_add_overflow(left.high, right.high, &out.high)) return std::nullopt;
  return within(out);
}

/// Returns the factor of a left shift.
Range power(Range count) {
  if (count.low != count.high) return {1, std::int64_t{1} << 31};
  const std::int64_t factor = std::int64_t{1} << (count.low & 31);
  return {factor, factor};
}

/// Returns the range of bitwise operations, which need no more bits than their operands.
std::optional<Range> same_bits(Range left, Range right) {
  std::int64_t limit = 1;
  while (std::min(left.low, right.low) < -limit || std::max(left.high, right.high) >= limit) {
    if (limit == kMax) return std::nullopt;
    limit *= 2;
  }
  return Range{-limit, limit - 1};
}

}  // namespace

std::optional<Range> range_of(FilterOp op, Range left, Range right) {
  switch (op) {
    case FilterOp::negate:
      return Range{-left.high, -left.low};
    case FilterOp::multiply:
      return product(left, right);
    case FilterOp::add:
      return sum(left, right);
    case FilterOp::subtract:
      return sum(left, {-right.high, -right.low});
    case FilterOp::shift_left:
      return product(left, power(right));
    case FilterOp::divide:
    case FilterOp::shift_right:
      return Range{-magnitude(left), magnitude(left)};
    case FilterOp::remainder: {
      const std::int64_t max = std::min(magnitude(left), magnitude(right));
      return Range{-max, max};
    }
    case FilterOp::bit_and:
    case FilterOp::bit_or:
    case FilterOp::bit_xor:
      return same_bits(left, right);
    default:
      CHECK(false);
      return std::nullopt;
  }
}

}  // namespace usher::domain
