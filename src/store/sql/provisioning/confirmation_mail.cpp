#include "store/provisioning/confirmation_mail.hpp"

#include "store/row_reader.hpp"

namespace usher::store::confirmation_mail {
namespace {

// The keys are in ascending order, so that two nodes do not deadlock.
constexpr Command kCount{
    "INSERT INTO confirmation_mail (day, address_key, emails_sent) SELECT day, address, 1 "
    "FROM {batch day:int address:int} WHERE true ORDER BY address "
    "ON CONFLICT (day, address_key) DO UPDATE SET emails_sent = confirmation_mail.emails_sent + 1 "
    "WHERE confirmation_mail.emails_sent < $3 RETURNING address_key"};
constexpr Command kRemoveBefore{"DELETE FROM confirmation_mail WHERE day < $1"};

}  // namespace

std::set<std::int64_t> count(WriteTx& tx, const std::set<std::int64_t>& addresses, int limit) {
  const std::int64_t today = day_of(tx.now());
  tx.run(kRemoveBefore, {number(today)});
  Batch batch(2);
  for (const std::int64_t address : addresses) batch.add({number(today), number(address)});
  std::set<std::int64_t> out;
  tx.run(kCount, batch, {number(limit)},
         [&](const Row& row) { out.insert(RowReader(row).integer()); });
  return out;
}

}  // namespace usher::store::confirmation_mail
