/// Groups of recipients within a list.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/filter.hpp"

namespace usher::domain {

using GroupId = Id<struct GroupTag>;

inline constexpr std::size_t kMaxGroupName = 50;    ///< characters
inline constexpr std::size_t kMaxGroupNotes = 500;  ///< characters

struct Group {
  GroupId id;
  std::int64_t list = 0;
  std::string name;  ///< of its own within its list; differs by case
  std::string notes;
  bool deletable = true;
};

/// Checks and trims what a caller gave; the error names each member that is wrong.
Result<Group> check(Group group);

/// What groups can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 5> kGroupProperties = {{
    {"Deletable", FilterType::flag},
    {"Name", FilterType::text},
    {"Notes", FilterType::text},
    {"idGroup", FilterType::integer},
    {"idList", FilterType::integer},
}};

}  // namespace usher::domain
