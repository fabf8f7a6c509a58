/// Links to choose a new password that have been ordered, in the database.
#pragma once

#include <optional>
#include <string>

#include "domain/account.hpp"
#include "store/tx.hpp"

namespace usher::store::password_reset {

struct Reset {
  domain::AccountId account;
  std::string nonce;   ///< what the link is derived from
  std::string key_id;  ///< with this key
  TimePoint made_at;
  TimePoint ends_at;
};

/// Replaces one that the account has already: only the last link counts. Some of those that have
/// ended go on the way.
void put(Tx& tx, const Reset& reset);
/// Nothing when there is none, or it has ended.
std::optional<Reset> find(Tx& tx, domain::AccountId account);
void remove(Tx& tx, domain::AccountId account);

}  // namespace usher::store::password_reset
