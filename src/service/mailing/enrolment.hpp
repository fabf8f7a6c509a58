/// Brings recipients into a list, one or hundreds at a time: the one way in for single adds and
/// imports.
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
  domain::GroupId group;  ///< 0: none
  domain::EnrolMode mode = domain::EnrolMode::leave;
  bool confirm = false;       ///< new ones are pending until they confirm
  bool clear_fields = false;  ///< what is not given, or given empty, is cleared
  bool leave_groups = false;  ///< out of all other groups of the list first
  std::string ip;             ///< of the caller
  std::int64_t import = 0;    ///< 0: a single add
};

struct Enrolled {
  std::int64_t email_new = 0;
  std::int64_t email_update = 0;
  std::int64_t repeated_email = 0;           ///< came before in the same import
  std::int64_t over_limit = 0;               ///< the plan allows no more recipients
  std::vector<domain::RecipientId> ids;      ///< in order; 0 for those over the limit
  std::vector<domain::RecipientId> pending;  ///< that are pending because of it
};

/// Running it again with the same rows changes nothing more. REQUIRES: rows were checked and have
/// an address; list and group are the account's, the group the list's.
Enrolled enrol(store::WriteTx& tx, const domain::Account& account, const Enrolment& into,
               std::span<const domain::GivenRecipient> rows);

}  // namespace usher::service
