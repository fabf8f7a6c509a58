/// Tags: labels of a list for its messages.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/filter.hpp"

namespace usher::domain {

using TagId = Id<struct ListTag>;

inline constexpr std::size_t kMaxTagName = 100;  ///< the maximum length in characters
inline constexpr std::int64_t kMaxTags = 1000;   ///< the maximum number of a list's tags
/// The maximum number of tags that a message has or that a request for messages names.
inline constexpr std::size_t kMaxMessageTags = 50;

/// A label of a list for its messages.
struct Tag {
  TagId id;
  std::int64_t list = 0;
  std::string name;  ///< unique within its list, case-sensitive
  bool enabled = true;
};

/// Trims and checks a caller's tag. Returns `invalid` if its name is empty or too long.
Result<Tag> check(Tag tag);

/// Returns the names in a list such as `a, b`, without duplicates. The whole text and each name may
/// be quoted.
Result<std::vector<std::string>> parse_tag_names(std::string_view text);

/// Properties by which tags can be filtered and ordered.
inline constexpr std::array<FilterProperty, 3> kTagProperties = {{
    {"Enabled", FilterType::flag},
    {"Id", FilterType::integer},
    {"Name", FilterType::text},
}};

}  // namespace usher::domain
