#include "store/mailing/tag.hpp"

#include "store/result_page.hpp"

namespace usher::store::tag {
namespace {

using domain::AccountId;
using domain::MessageId;
using domain::Tag;
using domain::TagId;

constexpr Command kInsert{
    "INSERT INTO tag (account_id, list, name, enabled) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING RETURNING id"};
constexpr Query kCount{"SELECT count(*) FROM tag WHERE account_id = $1 AND list = $2"};
constexpr Query kFind{"SELECT id, list, name, enabled FROM tag WHERE id = $1 AND account_id = $2"};
// The name is checked first, because a violated unique index aborts the transaction on PostgreSQL.
constexpr Command kUpdate{
    "UPDATE tag SET name = $1, enabled = $2 WHERE id = $3 AND account_id = $4 AND NOT EXISTS "
    "(SELECT 1 FROM tag o WHERE o.account_id = $5 AND o.list = $6 AND o.name = $7 "
    "AND o.id <> $8)"};
constexpr Command kRemoveFromMessages{
    "DELETE FROM message_tag WHERE account_id = $1 AND tag_id = $2"};
constexpr Command kRemove{"DELETE FROM tag WHERE account_id = $1 AND id = $2"};
constexpr auto kColumns = columns_of<domain::kTagProperties>({
    {"Enabled", "t.enabled"},
    {"Id", "t.id"},
    {"Name", "t.name"},
});
constexpr PageSource kPage{"t.id, t.list, t.name, t.enabled",
                           "tag t WHERE t.account_id = $1 AND t.list = $2",
                           "t.id DESC",
                           {kColumns}};
constexpr Query kFindExistingIds{
    "SELECT t.id FROM {batch id:int} JOIN tag t ON t.id = batch.id "
    "WHERE t.account_id = $2 AND t.list = $3"};
constexpr Query kFindExistingNames{
    "SELECT t.id FROM {batch name:text} JOIN tag t ON t.name = batch.name "
    "WHERE t.account_id = $2 AND t.list = $3"};
constexpr Query kFindByMessage{
    "SELECT t.id, t.list, t.name, t.enabled FROM message_tag m "
    "JOIN tag t ON t.id = m.tag_id AND t.account_id = m.account_id "
    "WHERE m.account_id = $1 AND m.message_id = $2 ORDER BY t.id DESC"};
constexpr Command kClear{"DELETE FROM message_tag WHERE account_id = $1 AND message_id = $2"};
constexpr Command kSet{
    "INSERT INTO message_tag (account_id, message_id, tag_id) "
    "SELECT account_id, message_id, tag_id FROM "
    "{batch account_id:int message_id:int tag_id:int}"};

Tag read(RowReader& in) { return {{in.integer()}, in.integer(), in.string(), in.flag()}; }

}  // namespace

std::optional<TagId> insert(WriteTx& tx, AccountId account, const Tag& tag) {
  return read_optional(tx, kInsert,
                       {number(account.value), number(tag.list), text(tag.name), flag(tag.enabled)},
                       [](RowReader& in) { return TagId{in.integer()}; });
}

std::int64_t count(ReadTx& tx, AccountId account, std::int64_t list) {
  return read_integer(tx, kCount, {number(account.value), number(list)});
}

std::optional<Tag> find(ReadTx& tx, AccountId account, TagId id) {
  return read_optional(tx, kFind, {number(id.value), number(account.value)}, read);
}

bool update(WriteTx& tx, AccountId account, const Tag& tag) {
  const Value owner = number(account.value);
  const Value id = number(tag.id.value);
  return tx.run(kUpdate, {text(tag.name), flag(tag.enabled), id, owner, owner, number(tag.list),
                          text(tag.name), id}) == 1;
}

void remove(WriteTx& tx, AccountId account, TagId id) {
  tx.run(kRemoveFromMessages, {number(account.value), number(id.value)});
  tx.run(kRemove, {number(account.value), number(id.value)});
}

domain::ResultPage<Tag> page(ReadTx& tx, AccountId account, std::int64_t list,
                             const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value), number(list)}, query, read);
}

std::vector<TagId> find_existing(ReadTx& tx, AccountId account, std::int64_t list,
                                 std::span<const TagId> ids) {
  std::vector<TagId> out;
  Batch batch(1);
  for (const TagId id : ids) batch.add({number(id.value)});
  if (batch.empty()) return out;
  tx.run(kFindExistingIds, batch, {number(account.value), number(list)},
         [&](const Row& row) { out.push_back({RowReader(row).integer()}); });
  return out;
}

std::vector<TagId> find_existing(ReadTx& tx, AccountId account, std::int64_t list,
                                 std::span<const std::string> names) {
  std::vector<TagId> out;
  Batch batch(1);
  for (const std::string& name : names) batch.add({text(name)});
  if (batch.empty()) return out;
  tx.run(kFindExistingNames, batch, {number(account.value), number(list)},
         [&](const Row& row) { out.push_back({RowReader(row).integer()}); });
  return out;
}

std::vector<Tag> find_by_message(ReadTx& tx, AccountId account, MessageId message) {
  return read_all(tx, kFindByMessage, {number(account.value), number(message.value)}, read);
}

void set(WriteTx& tx, AccountId account, MessageId message, std::span<const TagId> tags) {
  tx.run(kClear, {number(account.value), number(message.value)});
  Batch batch(3);
  for (const TagId tag : tags) {
    batch.add({number(account.value), number(message.value), number(tag.value)});
  }
  if (!batch.empty()) tx.run(kSet, batch);
}

}  // namespace usher::store::tag
