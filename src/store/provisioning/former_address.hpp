/// Former addresses in the database, until the notice of the account's new address is sent to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::former_address {

struct FormerAddress {
  std::string address;
  TimePoint changed_at;  ///< the time of the change to the new address
};

/// Stores an activation's former address. Has no effect if an address is stored already, which
/// remains until its notice is sent.
void insert(WriteTx& tx, domain::ActivationId activation, std::string_view address);
std::optional<FormerAddress> find(ReadTx& tx, domain::ActivationId activation);
/// Removes the address, after the notice was sent or can no longer be sent.
void remove(WriteTx& tx, domain::ActivationId activation);

}  // namespace usher::store::former_address
