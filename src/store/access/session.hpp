/// Browsers in which owners are signed in, in the database.
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
  std::string browser;  ///< as it describes itself, in short
  std::string ip;
  TimePoint created_at;
  TimePoint expires_at;
};

/// `id` is ignored; some of those that have ended go on the way. `hash`: SHA-256 of the cookie.
void insert(WriteTx& tx, std::string_view hash, const Session& session);
/// Nothing when there is none, or it has ended, alone or with its account.
std::optional<Session> find(ReadTx& tx, std::string_view hash);
/// The live ones, newest first.
std::vector<Session> find_by_account(ReadTx& tx, domain::AccountId account, std::int64_t most);
/// One of the account's.
void remove(WriteTx& tx, domain::AccountId account, std::int64_t id);
/// All of the account's but one (0: all).
void remove_others(WriteTx& tx, domain::AccountId account, std::int64_t kept);

}  // namespace usher::store::session
