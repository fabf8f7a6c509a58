/// Imports: many recipients added to a list by one call.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"

namespace usher::domain {

using ImportId = Id<struct ImportTag>;

/// Counts of an import's rows by result.
struct ImportCounts {
  std::int64_t total = 0;
  // Rows that are counted when the body is read:
  std::int64_t without_email = 0;
  std::int64_t invalid_email = 0;   ///< rows with an invalid address or field
  std::int64_t invalid_number = 0;  ///< rows whose invalid phone number was dropped
  // Rows that are counted when they are processed:
  std::int64_t email_new = 0;
  std::int64_t email_update = 0;
  std::int64_t repeated_email = 0;
  std::int64_t over_limit = 0;  ///< rows that exceeded the plan's limit of recipients

  std::int64_t not_valid() const { return without_email + invalid_email + over_limit; }
  std::int64_t taken_up() const { return email_new + email_update + repeated_email; }
};

/// One call that adds recipients, and its result.
struct Import {
  ImportId id;
  std::int64_t list = 0;
  GroupId group;  ///< the group that the recipients join; 0: none
  EnrolMode mode = EnrolMode::leave;
  bool confirm = false;       ///< new recipients must confirm the subscription
  bool clear_fields = false;  ///< clears fields that a row lacks
  bool leave_groups = false;  ///< removes the recipients from the list's other groups
  ImportCounts counts;
  TimePoint started_at;
  std::optional<TimePoint> ended_at;  ///< nullopt while the import is in progress
  std::int64_t sending = 0;           ///< the sending of its confirmation mails; 0: none
};

/// Properties by which imports can be filtered and ordered.
inline constexpr std::array<FilterProperty, 2> kImportProperties = {{
    {"IdImport", FilterType::integer},
    {"IdList", FilterType::integer},
}};

}  // namespace usher::domain
