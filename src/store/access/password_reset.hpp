/// Requests for reset links in the database.
#pragma once

#include <optional>
#include <string>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::password_reset {

struct PasswordReset {
  domain::AccountId account;
  std::string nonce;   ///< the nonce from which the link is derived
  std::string key_id;  ///< the id of the key that derives the link
  TimePoint created_at;
  TimePoint expires_at;  ///< the expiry time of the link
  int requests = 1;      ///< the number of requests since `requests_since`
  TimePoint requests_since;
};

/// Replaces the account's previous link, and deletes a few old links.
void put(WriteTx& tx, const PasswordReset& reset);
/// Returns the last request, whose link may have expired; nullopt if it was deleted.
std::optional<PasswordReset> find(ReadTx& tx, domain::AccountId account);
/// Expires the link. The request is kept for a while, because requests are counted.
void expire(WriteTx& tx, domain::AccountId account);

}  // namespace usher::store::password_reset
