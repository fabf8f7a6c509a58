#include "store/access/session.hpp"

#include "store/row_reader.hpp"
#include "store/sql/open_account.hpp"

namespace usher::store::session {
namespace {

using domain::AccountId;

constexpr Command kSweep{
    "WITH old AS MATERIALIZED "
    "(SELECT id FROM session WHERE expires_at <= $1 ORDER BY expires_at LIMIT 5 {skip_locked}) "
    "DELETE FROM session WHERE id IN (SELECT id FROM old)"};
constexpr Command kInsert{
    "INSERT INTO session (hash, account_id, browser, ip, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Query kFind{
    joined<"SELECT s.id, s.account_id, s.browser, s.ip, s.created_at, s.expires_at FROM session s "
           "JOIN account c ON c.id = s.account_id "
           "WHERE s.hash = $1 AND s.expires_at > {now} AND ",
           kAccountIsOpen>};
constexpr Query kFindByAccount{
    "SELECT id, account_id, browser, ip, created_at, expires_at FROM session "
    "WHERE account_id = $1 AND expires_at > {now} ORDER BY id DESC LIMIT $2"};
constexpr Command kRemove{"DELETE FROM session WHERE account_id = $1 AND id = $2"};
constexpr Command kRemoveOthers{"DELETE FROM session WHERE account_id = $1 AND id <> $2"};

Session read_session(RowReader& in) {
  Session out;
  out.id = in.integer();
  out.account = {in.integer()};
  out.browser = in.text();
  out.ip = in.text();
  out.created_at = in.time();
  out.expires_at = in.time();
  return out;
}

}  // namespace

void insert(WriteTx& tx, std::string_view hash, const Session& session) {
  tx.queue(kSweep, {ms(tx.now())});
  tx.queue(kInsert, {Bytes{hash}, number(session.account.value), text(session.browser),
                     text(session.ip), ms(session.created_at), ms(session.expires_at)});
}

std::optional<Session> find(ReadTx& tx, std::string_view hash) {
  return read_optional(tx, kFind, {Bytes{hash}}, read_session);
}

std::vector<Session> find_by_account(ReadTx& tx, AccountId account, std::int64_t limit) {
  return read_all(tx, kFindByAccount, {number(account.value), number(limit)}, read_session);
}

void remove(WriteTx& tx, AccountId account, std::int64_t id) {
  tx.queue(kRemove, {number(account.value), number(id)});
}

void remove_others(WriteTx& tx, AccountId account, std::int64_t kept) {
  tx.queue(kRemoveOthers, {number(account.value), number(kept)});
}

}  // namespace usher::store::session
