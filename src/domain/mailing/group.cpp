#include "domain/mailing/group.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace usher::domain {

Result<Group> check(Group group) {
  group.name = std::string(trim(group.name));
  group.notes = std::string(trim(group.notes));
  if (group.name.empty() || has_control_characters(group.name) ||
      count_characters(group.name) > kMaxGroupName) {
    return Error{Errc::invalid, fmt::format("Name must have 1 to {} characters.", kMaxGroupName)};
  }
  // PostgreSQL can't store U+0000.
  if (count_characters(group.notes) > kMaxGroupNotes ||
      group.notes.find('\0') != std::string::npos) {
    return Error{Errc::invalid,
                 fmt::format("Notes must have at most {} characters.", kMaxGroupNotes)};
  }
  return group;
}

}  // namespace usher::domain
