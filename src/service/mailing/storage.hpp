/// The plan's limit of the bytes that an account stores.
#pragma once

#include <cstdint>

#include "base/error.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Counts bytes that the account is about to store, or no longer stores if `bytes` is negative.
/// `forbidden` if its plan does not allow more; then nothing is counted.
Result<void> count_storage(store::WriteTx& tx, const domain::Account& account, std::int64_t bytes);

/// Returns how many bytes the account may still store.
std::int64_t storage_left(store::WriteTx& tx, const domain::Account& account);

}  // namespace usher::service
