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
// Not by catching the unique index: a failed statement ends the transaction on PostgreSQL.
constexpr Command kUpdate{
    "UPDATE tag SET name = $1, enabled = $2 WHERE id = $3 AND account_id = $4 AND NOT EXISTS "
    "(SELECT 1 FROM tag o WHERE o.account_id = $5 AND o.list = $6 AND o.name = $7 "
    "AND o.id <> $8)"};
constexpr Command kRemoveLinks{"DELETE FROM message_tag WHERE account_id = $1 AND tag_id = $2"};
constexpr Command kRemove{"DELETE FROM tag WHERE account_id = $1 AND id = $2"};
constexpr std::array<FilterColumn, domain::kTagProperties.size()> kColumns = {{
    {"t.enabled"},
    {"t.id"},
    {"t.name"},
}};
constexpr PageSource kPage{"t.id, t.list, t.name, t.enabled",
                           "tag t WHERE t.account_id = $1 AND t.list = $2",
                           "t.id DESC",
                           {kColumns}};
constexpr Query kAmongIds{
    "SELECT t.id FROM {batch id:int} JOIN tag t ON t.id = batch.id "
    "WHERE t.account_id = $2 AND t.list = $3"};
constexpr Query kAmongNames{
    "SELECT t.id FROM {batch name:text} JOIN tag t ON t.name = batch.name "
    "WHERE t.account_id = $2 AND t.list = $3"};
constexpr Query kOf{
    "SELECT t.id, t.list, t.name, t.enabled FROM message_tag m "
    "JOIN tag t ON t.id = m.tag_id AND t.account_id = m.account_id "
    "WHERE m.account_id = $1 AND m.message_id = $2 ORDER BY t.id DESC"};
constexpr Command kClear{"DELETE FROM message_tag WHERE account_id = $1 AND message_id = $2"};
constexpr Command kSet{
    "INSERT INTO message_tag (account_id, message_id, tag_id) "
    "SELECT account_id, message_id, tag_id FROM "
    "{batch account_id:int message_id:int tag_id:int}"};

Tag read(const Row& row) {
  return {{row.integer(0)}, row.integer(1), std::string(row.text(2)), row.integer(3) != 0};
}

}  // namespace

std::optional<TagId> insert(WriteTx& tx, AccountId account, const Tag& tag) {
  std::optional<TagId> out;
  tx.run(kInsert, {number(account.value), number(tag.list), text(tag.name), flag(tag.enabled)},
         [&](const Row& row) { out = TagId{row.integer(0)}; });
  return out;
}

std::int64_t count(ReadTx& tx, AccountId account, std::int64_t list) {
  std::int64_t out = 0;
  tx.run(kCount, {number(account.value), number(list)},
         [&](const Row& row) { out = row.integer(0); });
  return out;
}

std::optional<Tag> find(ReadTx& tx, AccountId account, TagId id) {
  std::optional<Tag> out;
  tx.run(kFind, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read(row); });
  return out;
}

bool update(WriteTx& tx, AccountId account, const Tag& tag) {
  const Value owner = number(account.value);
  const Value id = number(tag.id.value);
  return tx.run(kUpdate, {text(tag.name), flag(tag.enabled), id, owner, owner, number(tag.list),
                          text(tag.name), id}) == 1;
}

void remove(WriteTx& tx, AccountId account, TagId id) {
  tx.run(kRemoveLinks, {number(account.value), number(id.value)});
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
  tx.run(kAmongIds, batch, {number(account.value), number(list)},
         [&](const Row& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<TagId> find_existing(ReadTx& tx, AccountId account, std::int64_t list,
                                 std::span<const std::string> names) {
  std::vector<TagId> out;
  Batch batch(1);
  for (const std::string& name : names) batch.add({text(name)});
  if (batch.empty()) return out;
  tx.run(kAmongNames, batch, {number(account.value), number(list)},
         [&](const Row& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<Tag> find_by_message(ReadTx& tx, AccountId account, MessageId message) {
  std::vector<Tag> out;
  tx.run(kOf, {number(account.value), number(message.value)},
         [&](const Row& row) { out.push_back(read(row)); });
  return out;
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
