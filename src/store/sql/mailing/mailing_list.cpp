#include "store/mailing/mailing_list.hpp"

#include "store/result_page.hpp"

namespace usher::store::mailing_list {
namespace {

using domain::AccountId;
using domain::MailingList;

constexpr Command kInsert{
    "INSERT INTO mailing_list (account_id, number, guid, name, description, created_at) "
    "SELECT account_id, number, guid, name, description, created_at FROM "
    "{batch account_id:int number:int guid:text name:text description:text created_at:int}"};
constexpr Query kFind{
    "SELECT number, guid, name, description, subscribed, unsubscribed, pending FROM mailing_list "
    "WHERE account_id = $1 AND number = $2 AND removed_at IS NULL"};
constexpr Query kNumbers{
    "SELECT number FROM mailing_list WHERE account_id = $1 AND removed_at IS NULL "
    "ORDER BY number DESC LIMIT $2"};
constexpr Query kCensus{
    "SELECT COALESCE(max(number), 0), count(*) FILTER (WHERE removed_at IS NULL) "
    "FROM mailing_list WHERE account_id = $1"};
constexpr Query kSettings{
    "SELECT name, value FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};
constexpr Command kForgetSettings{
    "DELETE FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};
constexpr Command kInsertSettings{
    "INSERT INTO mailing_list_setting (account_id, list, name, value) "
    "SELECT account_id, list, name, value FROM "
    "{batch account_id:int list:int name:text value:text}"};
constexpr Command kUpdate{
    "UPDATE mailing_list SET name = $1, description = $2 WHERE account_id = $3 AND number = $4"};
constexpr Command kRemove{
    "UPDATE mailing_list SET removed_at = $1 WHERE account_id = $2 AND number = $3"};
constexpr std::array<FilterColumn, domain::kMailingListProperties.size()> kColumns = {{
    {"(SELECT c.company FROM account c WHERE c.id = l.account_id)"},
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

void insert(WriteTx& tx, std::span<const NewList> lists) {
  if (lists.empty()) return;
  Batch batch(6);
  for (const NewList& list : lists) {
    batch.add({number(list.account.value), number(list.number), text(list.guid), text(list.name),
               text(list.description), ms(tx.now())});
  }
  tx.queue(kInsert, batch);
}

std::optional<MailingList> find(ReadTx& tx, AccountId account, std::int64_t list) {
  std::optional<MailingList> out;
  tx.run(kFind, {number(account.value), number(list)}, [&](const Row& row) { out = read(row); });
  return out;
}

std::vector<std::int64_t> numbers(ReadTx& tx, AccountId account, std::int64_t limit) {
  std::vector<std::int64_t> out;
  tx.run(kNumbers, {number(account.value), number(limit)},
         [&](const Row& row) { out.push_back(row.integer(0)); });
  return out;
}

domain::ResultPage<MailingList> page(ReadTx& tx, AccountId account,
                                     const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value)}, query, read);
}

ListCount count_lists(ReadTx& tx, AccountId account) {
  ListCount out;
  tx.run(kCensus, {number(account.value)}, [&](const Row& row) {
    out = {row.integer(0), row.integer(1)};
  });
  return out;
}

void read_settings(ReadTx& tx, AccountId account, std::int64_t list, domain::ListValues& values) {
  tx.run(kSettings, {number(account.value), number(list)}, [&](const Row& row) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (domain::kListSettings[i].name == row.text(0)) values[i] = row.text(1);
    }
  });
}

void write_settings(WriteTx& tx, AccountId account, std::int64_t list,
                    const domain::ListValues& values, const domain::ListValues& defaults) {
  using Home = domain::ListSettingStorage;
  Batch batch(4);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const domain::ListSetting& setting = domain::kListSettings[i];
    const bool has_row = setting.home == Home::setting || setting.home == Home::origin;
    if (!has_row || values[i] == defaults[i]) continue;
    batch.add({number(account.value), number(list), text(setting.name), text(values[i])});
  }
  tx.queue(kForgetSettings, {number(account.value), number(list)});
  if (!batch.empty()) tx.queue(kInsertSettings, batch);
}

void update(WriteTx& tx, AccountId account, const MailingList& list) {
  tx.queue(kUpdate,
           {text(list.name), text(list.description), number(account.value), number(list.number)});
}

void remove(WriteTx& tx, AccountId account, std::int64_t list) {
  tx.queue(kRemove, {ms(tx.now()), number(account.value), number(list)});
}

}  // namespace usher::store::mailing_list
