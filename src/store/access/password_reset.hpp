/// Stored requests for reset links.
#pragma once

#include <optional>
#include <string>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::password_reset {

struct PasswordReset {
  domain::AccountId account;
  std::string nonce;   ///< the link is derived from it
  std::string key_id;  ///< the key that derives the link
  TimePoint created_at;
  TimePoint expires_at;  ///< the token of the link
  int requests = 1;      ///< number of requests since `requests_since`
  TimePoint requests_since;
};

/// Replaces the account's previous link. Also deletes a few old links.
void put(WriteTx& tx, const PasswordReset& reset);
/// Returns the last request. Its link may have expired; old requests are deleted.
std::optional<PasswordReset> find(ReadTx& tx, domain::AccountId account);
/// Expires the link. The request is kept for a while, since requests are counted.
void expire(WriteTx& tx, domain::AccountId account);

}  // namespace usher::store::password_reset
