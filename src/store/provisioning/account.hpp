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

/// `id` is ignored; returns the new ones in order. REQUIRES: no activation has an account already.
std::vector<domain::AccountId> insert(WriteTx& tx, std::span<const domain::Account> accounts);
/// For each activation its account, nothing where there is none.
std::vector<std::optional<domain::Account>> find_by_activation(
    ReadTx& tx, std::span<const domain::ActivationId> activations);
std::optional<domain::Account> find(ReadTx& tx, domain::AccountId id);
/// Those of that (normalised) address, newest first.
std::vector<domain::Account> find_by_address(ReadTx& tx, std::string_view address,
                                             std::int64_t most);
/// For whoever is going to decide about it: nobody else can change it until the transaction ends.
std::optional<domain::Account> lock(WriteTx& tx, domain::AccountId id);
/// Forgets what the generated password was made of.
void erase_nonces(WriteTx& tx, std::span<const domain::ActivationId> activations);
/// A new generated password: the old one ends here.
void update_credentials(WriteTx& tx, const domain::Account& account);

/// Writes another e-mail address of its owner.
void update_address(WriteTx& tx, const domain::Account& account);
/// A password that its owner has chosen, or the same one hashed anew. REQUIRES:
/// `account.password_chosen_at`.
void set_password(WriteTx& tx, const domain::Account& account);

}  // namespace usher::store::account
