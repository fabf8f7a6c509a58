/// Ids that can't be mixed up: an `AccountId` is not an `ActivationId`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace usher {

/// A row's number. Public ids are 32-bit and positive on the wire; kept in 64 bits so that running
/// out can be seen coming instead of wrapping around.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  friend auto operator<=>(const Id&, const Id&) = default;
};

/// The largest id that the published contract can carry (Int32).
inline constexpr std::int64_t kMaxPublicId = 2'147'483'647;

}  // namespace usher

template <class Tag>
struct std::hash<usher::Id<Tag>> {
  std::size_t operator()(usher::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
