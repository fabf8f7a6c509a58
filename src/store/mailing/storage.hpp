/// The bytes that an account's messages, files, recipients and waiting imports take, counted in the
/// account's row.
#pragma once

#include <cstdint>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::storage {

/// Returns the bytes in use and locks the account's row.
std::int64_t lock_used(WriteTx& tx, domain::AccountId account);
/// Adds to the bytes in use; `bytes` may be negative.
void add(WriteTx& tx, domain::AccountId account, std::int64_t bytes);

}  // namespace usher::store::storage
