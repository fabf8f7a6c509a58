#include "store/access/password_reset.hpp"

#include "domain/access/password.hpp"
#include "store/row_reader.hpp"

namespace usher::store::password_reset {
namespace {

constexpr Command kSweep{
    "WITH old AS MATERIALIZED "
    "(SELECT account_id FROM password_reset WHERE expires_at <= $1 ORDER BY expires_at LIMIT 5 "
    "{skip_locked}) DELETE FROM password_reset WHERE account_id IN (SELECT account_id FROM old)"};
constexpr Command kPut{
    "INSERT INTO password_reset (account_id, nonce, key_id, created_at, expires_at, requests, "
    "requests_since) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) DO UPDATE SET "
    "nonce = excluded.nonce, key_id = excluded.key_id, created_at = excluded.created_at, "
    "expires_at = excluded.expires_at, requests = excluded.requests, requests_since = "
    "excluded.requests_since"};
constexpr Query kFind{
    "SELECT nonce, key_id, created_at, expires_at, requests, requests_since FROM password_reset "
    "WHERE account_id = $1"};
constexpr Command kExpire{
    "UPDATE password_reset SET expires_at = $1 WHERE account_id = $2 AND expires_at > $1"};

}  // namespace

void put(WriteTx& tx, const PasswordReset& reset) {
  tx.queue(kSweep, {ms(tx.now() - domain::kResetLinksCountedFor)});
  tx.queue(kPut, {number(reset.account.value), Bytes{reset.nonce}, text(reset.key_id),
                  ms(reset.created_at), ms(reset.expires_at), number(reset.requests),
                  ms(reset.requests_since)});
}

std::optional<PasswordReset> find(ReadTx& tx, domain::AccountId account) {
  std::optional<PasswordReset> out;
  tx.run(kFind, {number(account.value)}, [&](const Row& row) {
    RowReader in(row);
    out = PasswordReset{account,   in.string(),  in.string(), in.time(),
                        in.time(), in.as<int>(), in.time()};
  });
  return out;
}

void expire(WriteTx& tx, domain::AccountId account) {
  tx.queue(kExpire, {ms(tx.now()), number(account.value)});
}

}  // namespace usher::store::password_reset
