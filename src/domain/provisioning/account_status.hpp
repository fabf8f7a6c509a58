/// The status of an account, and the one place that decides which actions it allows.
#pragma once

#include <optional>
#include <string_view>

#include "domain/provisioning/account.hpp"

namespace usher::domain {

enum class AccountStatus {
  open,
  expired,  ///< the trial is over
};

/// Actions that depend on the status of the account.
enum class Capability {
  sign_in,      ///< the owner's sign-in, a new password, a new grant
  use_api,      ///< calls with an access token
  send,         ///< sendings and imports in progress
  view_online,  ///< published messages and images
};

AccountStatus status_of(const Account& account, TimePoint now);
/// The same for an account of which only the expiry time was read.
AccountStatus status_of(std::optional<TimePoint> account_expires_at, TimePoint now);

/// Returns whether an account with this status allows the action.
bool may(AccountStatus status, Capability capability);

/// Returns the sentence that explains a refusal: "This account has expired." REQUIRES: not open.
std::string_view refusal_of(AccountStatus status);

}  // namespace usher::domain
