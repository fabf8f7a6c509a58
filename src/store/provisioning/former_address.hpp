/// Owners' former addresses that are still to hear that their account has been moved, in the
/// database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::former_address {

struct Former {
  std::string address;
  TimePoint moved_at;
};

/// At most one for an activation: until it has heard, the first one stays.
void put(WriteTx& tx, domain::ActivationId activation, std::string_view address);
std::optional<Former> find(ReadTx& tx, domain::ActivationId activation);
/// It has heard, or can't.
void remove(WriteTx& tx, domain::ActivationId activation);

}  // namespace usher::store::former_address
