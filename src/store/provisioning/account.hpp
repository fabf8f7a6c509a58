/// Accounts in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::account {

/// Inserts accounts, whose `id` is ignored, and returns their ids, indexed by `accounts`. REQUIRES:
/// none of the activations has an account.
std::vector<domain::AccountId> insert(WriteTx& tx, std::span<const domain::Account> accounts);
/// Returns the accounts, indexed by `activations`; nullopt if there is none.
std::vector<std::optional<domain::Account>> find_by_activation(
    ReadTx& tx, std::span<const domain::ActivationId> activations);
std::optional<domain::Account> find(ReadTx& tx, domain::AccountId id);
/// Returns the accounts with this normalised address, newest first.
std::vector<domain::Account> find_by_address(ReadTx& tx, std::string_view address,
                                             std::int64_t limit);
/// Locks the account's row until the transaction ends.
std::optional<domain::Account> lock(WriteTx& tx, domain::AccountId id);
/// Erases the nonces from which the generated passwords were derived.
void erase_nonces(WriteTx& tx, std::span<const domain::ActivationId> activations);
/// Writes a new generated password, the address and the time of the reissue.
void update_credentials(WriteTx& tx, const domain::Account& account);

void update_address(WriteTx& tx, const domain::Account& account);
/// Writes the hash of a password that the owner chose. REQUIRES: `password_chosen_at` is set.
void set_password(WriteTx& tx, const domain::Account& account);

}  // namespace usher::store::account
