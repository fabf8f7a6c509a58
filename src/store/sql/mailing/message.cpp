#include "store/mailing/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.hpp"
#include "store/mailing/purge.hpp"
#include "store/result_page.hpp"

namespace usher::store::message {
namespace {

using domain::AccountId;
using domain::Message;
using domain::MessageId;
using domain::MessageSummary;
using domain::Publication;

/// More than there can be.
constexpr std::int64_t kAllRows = kLargestPublicId;

#define USHER_SUMMARY "m.id, m.list, m.subject, m.notes, m.publication, m.created_at, m.sent_at"
// As they were written; what a clone takes over.
#define USHER_WRITTEN                                                               \
  "subject, content, notes, embed, is_confirmation, use_dynamic_field, fields, "    \
  "tracking_enabled, tracking_params, tracking_protocols, head, body, pre_header, " \
  "structure"

constexpr Command kInsert{
    "INSERT INTO message (account_id, list, " USHER_WRITTEN
    ", publication, created_at, changed_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18) "
    "RETURNING id"};
constexpr Query kCount{"SELECT count(*) FROM message WHERE account_id = $1"};
constexpr Command kClone{"INSERT INTO message (account_id, list, " USHER_WRITTEN
                         ", publication, created_at, changed_at) "
                         "SELECT account_id, list, " USHER_WRITTEN
                         ", 0, CAST($1 AS BIGINT), CAST($2 AS BIGINT) "
                         "FROM message WHERE id = $3 AND account_id = $4 RETURNING id"};
constexpr Command kCloneTags{
    "INSERT INTO message_tag (account_id, message_id, tag_id) "
    "SELECT account_id, CAST($1 AS BIGINT), tag_id FROM message_tag "
    "WHERE account_id = $2 AND message_id = $3"};
constexpr Command kCloneAttachments{
    "INSERT INTO attachment (account_id, message_id, slot, name, content) "
    "SELECT account_id, CAST($1 AS BIGINT), slot, name, content FROM attachment "
    "WHERE account_id = $2 AND message_id = $3"};
constexpr Query kSummary{"SELECT " USHER_SUMMARY
                         " FROM message m WHERE m.id = $1 AND m.account_id = $2"};
constexpr Command kLock{"SELECT " USHER_SUMMARY
                        " FROM message m WHERE m.id = $1 AND m.account_id = $2 {for_update}"};
constexpr Query kFind{
    "SELECT " USHER_SUMMARY
    ", m.content, m.embed, m.is_confirmation, m.use_dynamic_field, m.fields, m.tracking_enabled, "
    "m.tracking_params, m.tracking_protocols, m.head, m.body, m.pre_header, m.structure "
    "FROM message m WHERE m.id = $1 AND m.account_id = $2"};
constexpr Command kUpdate{
    "UPDATE message SET subject = $1, content = $2, notes = $3, embed = $4, is_confirmation = $5, "
    "use_dynamic_field = $6, fields = $7, tracking_enabled = $8, tracking_params = $9, "
    "tracking_protocols = $10, head = $11, body = $12, pre_header = $13, structure = $14, "
    "changed_at = $15 WHERE id = $16 AND account_id = $17"};
constexpr Command kSetPublication{
    "UPDATE message SET publication = $1 WHERE id = $2 AND account_id = $3"};
constexpr Query kIsBeingSent{
    "SELECT 1 FROM sending WHERE account_id = $1 AND message_id = $2 AND state <= 3 LIMIT 1"};
constexpr Query kPublished{
    "SELECT " USHER_SUMMARY
    ", m.account_id FROM message m JOIN account c ON c.id = m.account_id "
    "JOIN mailing_list l ON l.account_id = m.account_id AND l.number = m.list "
    "WHERE m.id = $1 AND m.publication = 1 AND l.removed_at IS NULL "
    "AND (c.expires_at IS NULL OR c.expires_at > {now})"};

#define USHER_OF_LIST "message m WHERE m.account_id = $1 AND m.list = $2"

constexpr std::array<FilterColumn, domain::kMessageProperties.size()> kColumns = {{
    {"{date m.created_at}"},
    {"m.notes"},
    {"CAST(0 AS BIGINT)"},
    {"m.subject"},
    {"m.list"},
    {"m.id"},
}};
constexpr std::array<FilterColumn, domain::kPublishedMessageProperties.size()> kOutColumns = {{
    {"{date m.created_at}"},
    {"COALESCE({date m.sent_at}, '0001-01-01 00:00:00Z')"},
    {"m.notes"},
    {"m.subject"},
    {"m.list"},
    {"m.id"},
}};
constexpr PageSource kAll{USHER_SUMMARY, USHER_OF_LIST, "m.id DESC", {kColumns}};
constexpr PageSource kOnline{
    USHER_SUMMARY, USHER_OF_LIST " AND m.publication = 1", "m.id DESC", {kOutColumns}};
// Out once, by mail or on the web, and not to be read on the web now.
constexpr PageSource kArchived{
    USHER_SUMMARY,
    USHER_OF_LIST " AND (m.publication = 2 OR (m.publication = 0 AND m.sent_at IS NOT NULL))",
    "m.id DESC",
    {kOutColumns}};
// `$3` has the tags' numbers with commas between and around them, `$4` says how many they are.
constexpr PageSource kTagged{
    USHER_SUMMARY,
    USHER_OF_LIST
    " AND (SELECT count(*) FROM message_tag t WHERE t.account_id = m.account_id "
    "AND t.message_id = m.id AND {position}($3, ',' || CAST(t.tag_id AS TEXT) || ',') > 0) = $4",
    "m.id DESC",
    {kColumns}};
constexpr PageSource kOfAccount{
    USHER_SUMMARY,
    "message m WHERE m.account_id = $1 AND EXISTS (SELECT 1 FROM mailing_list l "
    "WHERE l.account_id = m.account_id AND l.number = m.list AND l.removed_at IS NULL)",
    "m.id DESC",
    {kColumns}};

MessageSummary read(const Row& row) {
  MessageSummary out;
  out.id = {row.integer(0)};
  out.list = row.integer(1);
  out.subject = row.text(2);
  out.notes = row.text(3);
  out.publication = static_cast<Publication>(row.integer(4));
  out.created_at = from_ms(row.integer(5));
  if (!row.is_null(6)) out.sent_at = from_ms(row.integer(6));
  return out;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    out.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return out;
}

Message read_whole(const Row& row) {
  Message out;
  static_cast<MessageSummary&>(out) = read(row);
  out.content = row.text(7);
  out.embed = row.integer(8) != 0;
  out.is_confirmation = row.integer(9) != 0;
  out.use_dynamic_field = row.integer(10) != 0;
  out.fields = domain::parse_fields(row.text(11));
  out.tracking = {std::string(row.text(13)), row.integer(12) != 0, split(row.text(14))};
  out.head = row.text(15);
  out.body = row.text(16);
  out.pre_header = row.text(17);
  out.structure = row.text(18);
  return out;
}

std::optional<MessageSummary> read_one(auto& tx, const auto& statement, AccountId account,
                                       MessageId id) {
  std::optional<MessageSummary> out;
  tx.run(statement, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read(row); });
  return out;
}

}  // namespace

MessageId insert(WriteTx& tx, AccountId account, const Message& m) {
  const std::string fields = domain::fields_text(m.fields);
  const std::string protocols = fmt::format("{}", fmt::join(m.tracking.protocols, ","));
  MessageId out;
  tx.run(kInsert,
         {number(account.value), number(m.list), text(m.subject), text(m.content), text(m.notes),
          flag(m.embed), flag(m.is_confirmation), flag(m.use_dynamic_field), text(fields),
          flag(m.tracking.enabled), text(m.tracking.params), text(protocols), text(m.head),
          text(m.body), text(m.pre_header), text(m.structure), ms(tx.now()), ms(tx.now())},
         [&](const Row& row) { out = {row.integer(0)}; });
  return out;
}

std::int64_t count(ReadTx& tx, AccountId account) {
  std::int64_t out = 0;
  tx.run(kCount, {number(account.value)}, [&](const Row& row) { out = row.integer(0); });
  return out;
}

MessageId clone(WriteTx& tx, AccountId account, MessageId id) {
  MessageId out;
  const Value owner = number(account.value);
  const Value from = number(id.value);
  tx.run(kClone, {ms(tx.now()), ms(tx.now()), from, owner},
         [&](const Row& row) { out = {row.integer(0)}; });
  CHECK(out.value != 0);
  tx.run(kCloneTags, {number(out.value), owner, from});
  tx.run(kCloneAttachments, {number(out.value), owner, from});
  return out;
}

std::optional<MessageSummary> find_summary(ReadTx& tx, AccountId account, MessageId id) {
  return read_one(tx, kSummary, account, id);
}

std::optional<MessageSummary> lock(WriteTx& tx, AccountId account, MessageId id) {
  return read_one(tx, kLock, account, id);
}

std::optional<Message> find(ReadTx& tx, AccountId account, MessageId id) {
  std::optional<Message> out;
  tx.run(kFind, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read_whole(row); });
  return out;
}

void update(WriteTx& tx, AccountId account, const Message& m) {
  const std::string fields = domain::fields_text(m.fields);
  const std::string protocols = fmt::format("{}", fmt::join(m.tracking.protocols, ","));
  tx.run(kUpdate,
         {text(m.subject), text(m.content), text(m.notes), flag(m.embed), flag(m.is_confirmation),
          flag(m.use_dynamic_field), text(fields), flag(m.tracking.enabled),
          text(m.tracking.params), text(protocols), text(m.head), text(m.body), text(m.pre_header),
          text(m.structure), ms(tx.now()), number(m.id.value), number(account.value)});
}

void set_publication(WriteTx& tx, AccountId account, MessageId id, Publication publication) {
  tx.run(kSetPublication,
         {number(static_cast<int>(publication)), number(id.value), number(account.value)});
}

void remove(WriteTx& tx, AccountId account, MessageId id) {
  purge::readers(tx, account, id.value, kAllRows);
  purge::clicks(tx, account, id.value, kAllRows);
  purge::message(tx, account, id.value);
}

bool is_being_sent(ReadTx& tx, AccountId account, MessageId id) {
  bool out = false;
  tx.run(kIsBeingSent, {number(account.value), number(id.value)}, [&](const Row&) { out = true; });
  return out;
}

std::optional<Published> find_published(ReadTx& tx, MessageId id) {
  std::optional<Published> out;
  tx.run(kPublished, {number(id.value)}, [&](const Row& row) {
    out = Published{{row.integer(7)}, read(row)};
  });
  return out;
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account, std::int64_t list,
                                  Visibility visibility, const domain::PageQuery& query) {
  const PageSource& source = visibility == Visibility::all      ? kAll
                             : visibility == Visibility::online ? kOnline
                                                                : kArchived;
  return page_of(tx, source, {number(account.value), number(list)}, query, read);
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account, std::int64_t list,
                                  std::span<const domain::TagId> tags,
                                  const domain::PageQuery& query) {
  std::string numbers = ",";
  for (const domain::TagId tag : tags) numbers += std::to_string(tag.value) + ",";
  return page_of(tx, kTagged,
                 {number(account.value), number(list), text(numbers),
                  number(static_cast<std::int64_t>(tags.size()))},
                 query, read);
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account, const domain::PageQuery& query) {
  return page_of(tx, kOfAccount, {number(account.value)}, query, read);
}

}  // namespace usher::store::message
