/// Creates the first list of new accounts.
#pragma once

#include <span>

#include "base/random.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Creates list 1 of each account with the name that the plan sets. REQUIRES: the accounts are new.
void create_first_lists(store::WriteTx& tx, Random& random,
                        std::span<const domain::Account> accounts);

}  // namespace usher::service
