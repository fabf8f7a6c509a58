/// Sessions of account owners in the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::session {

struct Session {
  std::int64_t id = 0;
  domain::AccountId account;
  std::string browser;  ///< such as "Firefox, Linux"
  std::string ip;
  TimePoint created_at;
  TimePoint expires_at;
};

/// Inserts a session, whose `id` is ignored; `hash` is the SHA-256 of its cookie. Deletes a
/// few expired sessions.
void insert(WriteTx& tx, std::string_view hash, const Session& session);
/// Returns the session with this hash, nullopt if there is none, or it or its account has expired.
std::optional<Session> find(ReadTx& tx, std::string_view hash);
/// Returns the live sessions of the account, newest first.
std::vector<Session> find_by_account(ReadTx& tx, domain::AccountId account, std::int64_t limit);
/// Removes a session; has no effect if the session belongs to another account.
void remove(WriteTx& tx, domain::AccountId account, std::int64_t id);
/// Removes all sessions of the account except `kept` (0: all).
void remove_others(WriteTx& tx, domain::AccountId account, std::int64_t kept);

}  // namespace usher::store::session
