/// Transitional name of service/provisioning/credentials_delivery.hpp.
#pragma once

#include "service/provisioning/credentials_delivery.hpp"

namespace usher::service::activation {

inline std::optional<LockedAccount> take_account(store::WriteTx& tx, domain::AccountId id) {
  return lock_account(tx, id);
}
inline bool note_delivery(store::WriteTx& tx, const LockedAccount& locked) {
  return confirm_delivery(tx, locked);
}

}  // namespace usher::service::activation
