/// Finishes activations whose credentials were delivered, which a sign-in proves.
#pragma once

#include <optional>

#include "domain/provisioning/account.hpp"
#include "service/provisioning/activation_lock.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct LockedAccount {
  domain::Account account;
  /// The activation; nullopt after the delivery of the credentials is confirmed.
  std::optional<LockedActivation> activation;
};
/// Locks an account and, while its credentials are in delivery, its activation. Returns nullopt if
/// the account does not exist.
std::optional<LockedAccount> lock_account(store::WriteTx& tx, domain::AccountId id);

/// Finishes the activation of an account whose owner has signed in with the generated password. The
/// mail was delivered, regardless of the relay's reply, and is not sent again (docs/invariants.md,
/// 1). Returns false if the activation was blocked, which also blocks the password.
bool confirm_delivery(store::WriteTx& tx, const LockedAccount& locked);

}  // namespace usher::service
