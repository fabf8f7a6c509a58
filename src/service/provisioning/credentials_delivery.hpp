/// Proof that an account's credentials have been delivered: their use.
#pragma once

#include <optional>

#include "domain/provisioning/account.hpp"
#include "service/provisioning/activation_lock.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct LockedAccount {
  domain::Account account;
  /// Set until the first sign-in with the credentials.
  std::optional<LockedActivation> activation;
};
/// Locks an account and, until the first sign-in with its credentials, its activation.
std::optional<LockedAccount> lock_account(store::WriteTx& tx, domain::AccountId id);

/// Finishes the activation of an account whose owner has signed in with the generated password: the
/// mail has arrived, whatever the mail server reported, and is not sent again (docs/invariants.md,
/// 1). Returns false if the activation was blocked, and its password with it.
bool confirm_delivery(store::WriteTx& tx, const LockedAccount& locked);

}  // namespace usher::service
