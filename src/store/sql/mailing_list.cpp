#include "store/mailing_list.hpp"

namespace usher::store::mailing_list {
namespace {

constexpr Statement kInsert{
    "INSERT INTO mailing_list (account_id, number, guid, name, made_at) "
    "SELECT account_id, number, guid, name, made_at FROM "
    "{batch account_id:int number:int guid:text name:text made_at:int}"};
constexpr Statement kCount{"SELECT count(*) FROM mailing_list WHERE account_id = $1"};
constexpr Statement kPage{
    "SELECT number, guid, name FROM mailing_list WHERE account_id = $1 ORDER BY number DESC "
    "LIMIT $2 OFFSET $3"};

}  // namespace

void insert(Tx& tx, std::span<const NewList> lists) {
  if (lists.empty()) return;
  Batch batch(5);
  for (const NewList& list : lists) {
    batch.add({number(list.account.value), number(list.number), text(list.guid), text(list.name),
               ms(tx.now())});
  }
  tx.queue(kInsert, batch);
}

std::int64_t count(Tx& tx, domain::AccountId account) {
  std::int64_t out = 0;
  tx.run(kCount, {number(account.value)}, [&](const Row& row) { out = row.integer(0); });
  return out;
}

std::vector<List> page(Tx& tx, domain::AccountId account, std::int64_t skip, std::int64_t limit) {
  std::vector<List> out;
  tx.run(kPage, {number(account.value), number(limit), number(skip)}, [&](const Row& row) {
    out.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2))});
  });
  return out;
}

}  // namespace usher::store::mailing_list
