#include "store/password_reset.hpp"

namespace usher::store::password_reset {
namespace {

constexpr Statement kSweep{
    "WITH old AS MATERIALIZED "
    "(SELECT account_id FROM password_reset WHERE ends_at <= $1 ORDER BY ends_at LIMIT 5 "
    "{skip_locked}) DELETE FROM password_reset WHERE account_id IN (SELECT account_id FROM old)"};
constexpr Statement kPut{
    "INSERT INTO password_reset (account_id, nonce, key_id, made_at, ends_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id) DO UPDATE SET nonce = excluded.nonce, "
    "key_id = excluded.key_id, made_at = excluded.made_at, ends_at = excluded.ends_at"};
constexpr Statement kFind{
    "SELECT nonce, key_id, made_at, ends_at FROM password_reset "
    "WHERE account_id = $1 AND ends_at > {now}"};
constexpr Statement kRemove{"DELETE FROM password_reset WHERE account_id = $1"};

}  // namespace

void put(Tx& tx, const Reset& reset) {
  tx.queue(kSweep, {ms(tx.now())});
  tx.queue(kPut, {number(reset.account.value), Bytes{reset.nonce}, text(reset.key_id),
                  ms(reset.made_at), ms(reset.ends_at)});
}

std::optional<Reset> find(Tx& tx, domain::AccountId account) {
  std::optional<Reset> out;
  tx.run(kFind, {number(account.value)}, [&](const Row& row) {
    out = Reset{account, std::string(row.text(0)), std::string(row.text(1)),
                from_ms(row.integer(2)), from_ms(row.integer(3))};
  });
  return out;
}

void remove(Tx& tx, domain::AccountId account) { tx.queue(kRemove, {number(account.value)}); }

}  // namespace usher::store::password_reset
