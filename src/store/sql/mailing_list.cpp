#include "store/mailing_list.hpp"

#include "store/page.hpp"

namespace usher::store::mailing_list {
namespace {

using domain::AccountId;
using domain::MailingList;

constexpr Statement kInsert{
    "INSERT INTO mailing_list (account_id, number, guid, name, made_at) "
    "SELECT account_id, number, guid, name, made_at FROM "
    "{batch account_id:int number:int guid:text name:text made_at:int}"};
constexpr Statement kFind{
    "SELECT number, guid, name, description, subscribed, unsubscribed, pending FROM mailing_list "
    "WHERE account_id = $1 AND number = $2 AND removed_at IS NULL"};
constexpr Statement kNumbers{
    "SELECT number FROM mailing_list WHERE account_id = $1 AND removed_at IS NULL "
    "ORDER BY number DESC LIMIT $2"};
constexpr std::array<FilterColumn, domain::kMailingListProperties.size()> kColumns = {{
    {"l.description"},
    {"l.name"},
    {"l.number"},
    {"l.guid"},
}};
constexpr PageSource kPage{
    "l.number, l.guid, l.name, l.description, l.subscribed, l.unsubscribed, l.pending",
    "mailing_list l WHERE l.account_id = $1 AND l.removed_at IS NULL",
    "l.number DESC",
    {kColumns}};

MailingList read(const Row& row) {
  return {row.integer(0),
          std::string(row.text(1)),
          std::string(row.text(2)),
          std::string(row.text(3)),
          row.integer(4),
          row.integer(5),
          row.integer(6)};
}

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

std::optional<MailingList> find(Tx& tx, AccountId account, std::int64_t list) {
  std::optional<MailingList> out;
  tx.run(kFind, {number(account.value), number(list)}, [&](const Row& row) { out = read(row); });
  return out;
}

std::vector<std::int64_t> numbers(Tx& tx, AccountId account, std::int64_t limit) {
  std::vector<std::int64_t> out;
  tx.run(kNumbers, {number(account.value), number(limit)},
         [&](const Row& row) { out.push_back(row.integer(0)); });
  return out;
}

domain::Page<MailingList> page(Tx& tx, AccountId account, const domain::PageQuery& query) {
  domain::Page<MailingList> out(query);
  out.total = read_page(tx, kPage, {number(account.value)}, query, std::nullopt,
                        [&](const Row& row) { out.items.push_back(read(row)); });
  return out;
}

}  // namespace usher::store::mailing_list
