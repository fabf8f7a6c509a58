/// Stored sessions of account owners.
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
  std::string browser;  ///< "Firefox, Linux"
  std::string ip;
  TimePoint created_at;
  TimePoint expires_at;
};

/// Inserts a session, whose `id` is ignored; `hash` is the SHA-256 of its cookie. Also deletes a
/// few expired sessions.
void insert(WriteTx& tx, std::string_view hash, const Session& session);
/// Returns nullopt if the session is unknown or expired, or its account is expired.
std::optional<Session> find(ReadTx& tx, std::string_view hash);
/// Returns the live sessions, newest first.
std::vector<Session> find_by_account(ReadTx& tx, domain::AccountId account, std::int64_t limit);
/// Does nothing if the session belongs to another account.
void remove(WriteTx& tx, domain::AccountId account, std::int64_t id);
/// Removes all sessions of the account except `kept` (0: all).
void remove_others(WriteTx& tx, domain::AccountId account, std::int64_t kept);

}  // namespace usher::store::session
