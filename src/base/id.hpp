/// Ids of distinct types: an `AccountId` does not convert to an `ActivationId`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace usher {

/// The number of a row. Public ids are positive and have 32 bits on the wire; 64 bits in memory
/// make exhaustion detectable, where 32 bits would overflow.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  friend auto operator<=>(const Id&, const Id&) = default;
};

/// The largest id that fits the published contract's Int32.
inline constexpr std::int64_t kMaxPublicId = 2'147'483'647;

}  // namespace usher

template <class Tag>
struct std::hash<usher::Id<Tag>> {
  std::size_t operator()(usher::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
