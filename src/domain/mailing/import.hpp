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
  // Counted when the body is read:
  std::int64_t without_email = 0;
  std::int64_t invalid_email = 0;   ///< and other errors that make a row unusable
  std::int64_t invalid_number = 0;  ///< the row was kept without the number
  // Counted when the rows are processed:
  std::int64_t email_new = 0;
  std::int64_t email_update = 0;
  std::int64_t repeated_email = 0;
  std::int64_t over_limit = 0;  ///< exceeded the plan's limit of recipients

  std::int64_t not_valid() const { return without_email + invalid_email + over_limit; }
  std::int64_t taken_up() const { return email_new + email_update + repeated_email; }
};

struct Import {
  ImportId id;
  std::int64_t list = 0;
  GroupId group;  ///< 0: none
  EnrolMode mode = EnrolMode::leave;
  bool confirm = false;
  bool clear_fields = false;
  bool leave_groups = false;
  ImportCounts counts;
  TimePoint started_at;
  std::optional<TimePoint> ended_at;  ///< nullopt: in progress
  std::int64_t sending = 0;           ///< its confirmation mails; 0: none
};

/// Properties by which imports can be filtered and ordered.
inline constexpr std::array<FilterProperty, 2> kImportProperties = {{
    {"IdImport", FilterType::integer},
    {"IdList", FilterType::integer},
}};

}  // namespace usher::domain
