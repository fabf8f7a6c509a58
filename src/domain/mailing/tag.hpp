/// Tags: words of a list by which its messages are found again.
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

inline constexpr std::size_t kMaxTagName = 100;  ///< characters
inline constexpr std::int64_t kMaxTags = 1000;   ///< of one list
/// Of one message, and in one question for messages.
inline constexpr std::size_t kMaxMessageTags = 50;

struct Tag {
  TagId id;
  std::int64_t list = 0;
  std::string name;  ///< of its own within its list; differs by case
  bool enabled = true;
};

/// Checks and trims what a caller gave.
Result<Tag> check(Tag tag);

/// The names in `a, b`, each and all of it with or without quotes around it; none twice.
Result<std::vector<std::string>> parse_tag_names(std::string_view text);

/// What tags can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 3> kTagProperties = {{
    {"Enabled", FilterType::flag},
    {"Id", FilterType::integer},
    {"Name", FilterType::text},
}};

}  // namespace usher::domain
