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

inline constexpr std::size_t kMaxGroupName = 50;    ///< the maximum length in characters
inline constexpr std::size_t kMaxGroupNotes = 500;  ///< the maximum length in characters

/// A subset of a list's recipients.
struct Group {
  GroupId id;
  std::int64_t list = 0;
  std::string name;  ///< unique within its list, case-sensitive
  std::string notes;
  bool deletable = true;  ///< false: applications can't delete the group
};

/// Trims and checks a caller's group. The error names the invalid member.
Result<Group> check(Group group);

/// Properties by which groups can be filtered and ordered.
inline constexpr std::array<FilterProperty, 5> kGroupProperties = {{
    {"Deletable", FilterType::flag},
    {"Name", FilterType::text},
    {"Notes", FilterType::text},
    {"idGroup", FilterType::integer},
    {"idList", FilterType::integer},
}};

}  // namespace usher::domain
