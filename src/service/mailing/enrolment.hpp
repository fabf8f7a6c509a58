/// Adds recipients to a list in batches, for imports and for single recipients.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Enrolment {
  std::int64_t list = 0;
  domain::GroupId group;  ///< the group that the recipients join; 0: none
  domain::EnrolMode mode = domain::EnrolMode::leave;
  bool confirm = false;       ///< new recipients are pending until they confirm
  bool clear_fields = false;  ///< fields that are missing or empty are cleared
  bool leave_groups = false;  ///< recipients first leave the other groups of the list
  std::string ip;             ///< the caller's address
  std::int64_t import = 0;    ///< the number of the import; 0: a single recipient
};

struct EnrolmentResult {
  std::int64_t email_new = 0;
  std::int64_t email_update = 0;
  std::int64_t repeated_email = 0;           ///< addresses that occurred before in the same import
  std::int64_t over_limit = 0;               ///< rows over the plan's limit of recipients
  std::vector<domain::RecipientId> ids;      ///< one id per row; 0 if the row is over the limit
  std::vector<domain::RecipientId> pending;  ///< recipients that this enrolment made pending
};

/// Adds or updates the recipients of `rows` and subscribes them. Idempotent. REQUIRES: the rows are
/// checked and have an address; the list belongs to the account and the group to the list.
EnrolmentResult enrol_recipients(store::WriteTx& tx, const domain::Account& account,
                                 const Enrolment& enrolment,
                                 std::span<const domain::GivenRecipient> rows);

}  // namespace usher::service
