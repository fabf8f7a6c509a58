/// The status of an account, and the actions that each status allows.
#pragma once

#include <optional>
#include <string_view>

#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// The status of an account.
enum class AccountStatus {
  open,     ///< the account allows all actions
  expired,  ///< the trial is over
};

/// Actions that depend on the status of the account.
enum class Capability {
  sign_in,      ///< the owner's sign-in, a new password, a new grant
  use_api,      ///< calls with an access token
  send,         ///< sendings and imports in progress
  view_online,  ///< published messages and images
};

/// Returns the status of the account at `now`.
AccountStatus status_of(const Account& account, TimePoint now);
/// Returns the status of an account with this expiry time; nullopt: never expires.
AccountStatus status_of(std::optional<TimePoint> account_expires_at, TimePoint now);

/// Returns whether an account with this status allows the action.
bool may(AccountStatus status, Capability capability);

/// Returns the sentence that explains a refusal, such as "This account has expired." REQUIRES:
/// `status` is not `open`.
std::string_view refusal_of(AccountStatus status);

}  // namespace usher::domain
