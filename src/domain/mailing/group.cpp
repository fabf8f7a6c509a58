#include "domain/mailing/group.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace usher::domain {

Result<Group> check(Group group) {
  group.name = std::string(trim(group.name));
  group.notes = std::string(trim(group.notes));
  if (group.name.empty() || has_control_characters(group.name) ||
      count_characters(group.name) > kGroupNameMost) {
    return Error{Errc::invalid, fmt::format("Name takes 1 to {} characters.", kGroupNameMost)};
  }
  // PostgreSQL keeps no U+0000.
  if (count_characters(group.notes) > kGroupNotesMost ||
      group.notes.find('\0') != std::string::npos) {
    return Error{Errc::invalid, fmt::format("Notes takes up to {} characters.", kGroupNotesMost)};
  }
  return group;
}

}  // namespace usher::domain
