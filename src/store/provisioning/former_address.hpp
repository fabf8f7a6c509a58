/// Former addresses of accounts that still get a notice of their account's new address, in the
/// database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::former_address {

struct FormerAddress {
  std::string address;
  TimePoint changed_at;  ///< when the account got its new address
};

/// Stores an activation's former address, unless one is already stored: the first one stays until
/// its notice is sent.
void insert(WriteTx& tx, domain::ActivationId activation, std::string_view address);
std::optional<FormerAddress> find(ReadTx& tx, domain::ActivationId activation);
/// Removes the address, after the notice was sent or can no longer be sent.
void remove(WriteTx& tx, domain::ActivationId activation);

}  // namespace usher::store::former_address
