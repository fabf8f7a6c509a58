#include "store/provisioning/confirmation_mail.hpp"

namespace usher::store::confirmation_mail {
namespace {

// In the order of the keys, so that two nodes do not wait for each other crosswise.
constexpr Command kCount{
    "INSERT INTO confirmation_mail (day, address_key, emails_sent) SELECT day, address, 1 "
    "FROM {batch day:int address:int} WHERE true ORDER BY address "
    "ON CONFLICT (day, address_key) DO UPDATE SET emails_sent = confirmation_mail.emails_sent + 1 "
    "WHERE confirmation_mail.emails_sent < $3 RETURNING address_key"};
constexpr Command kForget{"DELETE FROM confirmation_mail WHERE day < $1"};

}  // namespace

std::set<std::int64_t> count(WriteTx& tx, const std::set<std::int64_t>& addresses, int most) {
  const std::int64_t today = day_of(tx.now());
  tx.run(kForget, {number(today)});
  Batch batch(2);
  for (const std::int64_t address : addresses) batch.add({number(today), number(address)});
  std::set<std::int64_t> out;
  tx.run(kCount, batch, {number(most)}, [&](const Row& row) { out.insert(row.integer(0)); });
  return out;
}

}  // namespace usher::store::confirmation_mail
