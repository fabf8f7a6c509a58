/// Links to choose a new password that have been ordered, in the database.
#pragma once

#include <optional>
#include <string>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::password_reset {

struct Reset {
  domain::AccountId account;
  std::string nonce;   ///< what the link is derived from
  std::string key_id;  ///< with this key
  TimePoint created_at;
  TimePoint expires_at;  ///< of the link
  int requests = 1;      ///< how many have been ordered since then, this one included
  TimePoint requests_since;
};

/// Replaces one that the account has already: only the last link counts. Some of those that have
/// ended go on the way.
void put(WriteTx& tx, const Reset& reset);
/// The last one that was ordered, if that is not long ago; its link may have ended.
std::optional<Reset> find(ReadTx& tx, domain::AccountId account);
/// The link works no more; that there was one stays known for a while.
void end(WriteTx& tx, domain::AccountId account);

}  // namespace usher::store::password_reset
