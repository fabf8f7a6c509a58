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
constexpr Query kCountLists{
    "SELECT COALESCE(max(number), 0), count(*) FILTER (WHERE removed_at IS NULL) "
    "FROM mailing_list WHERE account_id = $1"};
constexpr Query kSettings{
    "SELECT name, value FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};
constexpr Command kRemoveSettings{
    "DELETE FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};
constexpr Command kInsertSettings{
    "INSERT INTO mailing_list_setting (account_id, list, name, value) "
    "SELECT account_id, list, name, value FROM "
    "{batch account_id:int list:int name:text value:text}"};
constexpr Command kUpdate{
    "UPDATE mailing_list SET name = $1, description = $2 WHERE account_id = $3 AND number = $4"};
constexpr Command kRemove{
    "UPDATE mailing_list SET removed_at = $1 WHERE account_id = $2 AND number = $3"};
constexpr auto kColumns = columns_of<domain::kMailingListProperties>({
    {"Company", "(SELECT c.company FROM account c WHERE c.id = l.account_id)"},
    {"Description", "l.description"},
    {"Name", "l.name"},
    {"idList", "l.number"},
    {"listGuid", "l.guid"},
});
constexpr PageSource kPage{
    "l.number, l.guid, l.name, l.description, l.subscribed, l.unsubscribed, l.pending",
    "mailing_list l WHERE l.account_id = $1 AND l.removed_at IS NULL",
    "l.number DESC",
    {kColumns}};

MailingList read(RowReader& in) {
  return {in.integer(), in.string(),  in.string(), in.string(),
          in.integer(), in.integer(), in.integer()};
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
  return read_optional(tx, kFind, {number(account.value), number(list)}, read);
}

std::vector<std::int64_t> numbers(ReadTx& tx, AccountId account, std::int64_t limit) {
  std::vector<std::int64_t> out;
  tx.run(kNumbers, {number(account.value), number(limit)},
         [&](const Row& row) { out.push_back(RowReader(row).integer()); });
  return out;
}

domain::ResultPage<MailingList> page(ReadTx& tx, AccountId account,
                                     const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value)}, query, read);
}

ListCount count_lists(ReadTx& tx, AccountId account) {
  ListCount out;
  tx.run(kCountLists, {number(account.value)}, [&](const Row& row) {
    RowReader in(row);
    out = {in.integer(), in.integer()};
  });
  return out;
}

void read_settings(ReadTx& tx, AccountId account, std::int64_t list, domain::ListValues& values) {
  tx.run(kSettings, {number(account.value), number(list)}, [&](const Row& row) {
    RowReader in(row);
    const std::string_view name = in.text();
    const std::string_view value = in.text();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (domain::kListSettings[i].name == name) values[i] = value;
    }
  });
}

void write_settings(WriteTx& tx, AccountId account, std::int64_t list,
                    const domain::ListValues& values, const domain::ListValues& defaults) {
  using Home = domain::ListSettingStorage;
  Batch batch(4);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const domain::ListSetting& setting = domain::kListSettings[i];
    const bool has_row = setting.storage == Home::setting || setting.storage == Home::origin;
    if (!has_row || values[i] == defaults[i]) continue;
    batch.add({number(account.value), number(list), text(setting.name), text(values[i])});
  }
  tx.queue(kRemoveSettings, {number(account.value), number(list)});
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
