#include "store/mailing/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.hpp"
#include "domain/mailing/sending.hpp"
#include "store/mailing/attachment.hpp"
#include "store/mailing/purge.hpp"
#include "store/result_page.hpp"
#include "store/sql/open_account.hpp"

namespace usher::store::message {
namespace {

using domain::AccountId;
using domain::Message;
using domain::MessageId;
using domain::MessageSummary;
using domain::Publication;

constexpr std::int64_t kNoLimit = kMaxPublicId;

constexpr SqlText kSummary{
    "m.id, m.list, m.subject, m.notes, m.publication, m.created_at, m.sent_at"};
// The author writes the columns; a clone copies them.
constexpr SqlText kAuthored{
    "subject, content, notes, embed, is_confirmation, use_dynamic_field, fields, "
    "tracking_enabled, tracking_params, tracking_protocols, head, body, pre_header, "
    "structure"};
constexpr auto kNever = literal<Publication::never>;
constexpr auto kOnline = literal<Publication::online>;
constexpr auto kWithdrawn = literal<Publication::withdrawn>;

constexpr Command kInsert{
    joined<"INSERT INTO message (account_id, list, ", kAuthored,
           ", publication, created_at, changed_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, ",
           kNever, ", $17, $18) RETURNING id">};
constexpr Query kCount{"SELECT count(*) FROM message WHERE account_id = $1"};
constexpr Command kClone{joined<"INSERT INTO message (account_id, list, ", kAuthored,
                                ", publication, created_at, changed_at) SELECT account_id, list, ",
                                kAuthored, ", ", kNever,
                                ", CAST($1 AS BIGINT), CAST($2 AS BIGINT) "
                                "FROM message WHERE id = $3 AND account_id = $4 RETURNING id">};
constexpr Command kCloneTags{
    "INSERT INTO message_tag (account_id, message_id, tag_id) "
    "SELECT account_id, CAST($1 AS BIGINT), tag_id FROM message_tag "
    "WHERE account_id = $2 AND message_id = $3"};
constexpr Command kCloneAttachments{
    "INSERT INTO attachment (account_id, message_id, slot, name, content) "
    "SELECT account_id, CAST($1 AS BIGINT), slot, name, content FROM attachment "
    "WHERE account_id = $2 AND message_id = $3"};
constexpr Query kFindSummary{
    joined<"SELECT ", kSummary, " FROM message m WHERE m.id = $1 AND m.account_id = $2">};
constexpr Command kLock{
    joined<"SELECT ", kSummary,
           " FROM message m WHERE m.id = $1 AND m.account_id = $2 {for_update}">};
constexpr Query kFind{
    joined<"SELECT ", kSummary,
           ", m.content, m.embed, m.is_confirmation, m.use_dynamic_field, m.fields, "
           "m.tracking_params, m.tracking_enabled, m.tracking_protocols, m.head, m.body, "
           "m.pre_header, m.structure FROM message m WHERE m.id = $1 AND m.account_id = $2">};
constexpr Command kUpdate{
    "UPDATE message SET subject = $1, content = $2, notes = $3, embed = $4, is_confirmation = $5, "
    "use_dynamic_field = $6, fields = $7, tracking_enabled = $8, tracking_params = $9, "
    "tracking_protocols = $10, head = $11, body = $12, pre_header = $13, structure = $14, "
    "changed_at = $15 WHERE id = $16 AND account_id = $17"};
constexpr Command kSetPublication{
    "UPDATE message SET publication = $1 WHERE id = $2 AND account_id = $3"};
// A sending that has not ended has a state up to `immediate`.
constexpr Query kIsBeingSent{
    joined<"SELECT 1 FROM sending WHERE account_id = $1 AND message_id = $2 AND state <= ",
           literal<domain::SendingState::immediate>, " LIMIT 1">};
constexpr Query kFindPublished{
    joined<"SELECT m.account_id, ", kSummary,
           " FROM message m JOIN account c ON c.id = m.account_id "
           "JOIN mailing_list l ON l.account_id = m.account_id AND l.number = m.list "
           "WHERE m.id = $1 AND m.publication = ",
           kOnline, " AND l.removed_at IS NULL AND ", kAccountIsOpen>};

constexpr auto kColumns = columns_of<domain::kMessageProperties>({
    {"CreationDate", "{date m.created_at}"},
    {"Notes", "m.notes"},
    {"ServiceType", "CAST(0 AS BIGINT)"},
    {"Subject", "m.subject"},
    {"idList", "m.list"},
    {"idMessage", "m.id"},
});
constexpr auto kPublishedColumns = columns_of<domain::kPublishedMessageProperties>({
    {"CreationDate", "{date m.created_at}"},
    {"LastSendDate", "COALESCE({date m.sent_at}, '0001-01-01 00:00:00Z')"},
    {"Notes", "m.notes"},
    {"Subject", "m.subject"},
    {"idList", "m.list"},
    {"idMessage", "m.id"},
});
constexpr SqlText kFromList{"message m WHERE m.account_id = $1 AND m.list = $2"};
constexpr PageSource kAllPage{joined<kSummary>, joined<kFromList>, "m.id DESC", {kColumns}};
constexpr PageSource kOnlinePage{joined<kSummary>,
                                 joined<kFromList, " AND m.publication = ", kOnline>,
                                 "m.id DESC",
                                 {kPublishedColumns}};
// The page contains messages that were sent or published, and are not online.
constexpr PageSource kArchivedPage{
    joined<kSummary>,
    joined<kFromList, " AND (m.publication = ", kWithdrawn, " OR (m.publication = ", kNever,
           " AND m.sent_at IS NOT NULL))">,
    "m.id DESC",
    {kPublishedColumns}};
// `$3` contains the tags' ids with commas between and around them, `$4` is their number.
constexpr PageSource kTaggedPage{
    joined<kSummary>,
    joined<kFromList,
           " AND (SELECT count(*) FROM message_tag t WHERE t.account_id = m.account_id "
           "AND t.message_id = m.id "
           "AND {position}($3, ',' || CAST(t.tag_id AS TEXT) || ',') > 0) = $4">,
    "m.id DESC",
    {kColumns}};
constexpr PageSource kAccountPage{
    joined<kSummary>,
    "message m WHERE m.account_id = $1 AND EXISTS (SELECT 1 FROM mailing_list l "
    "WHERE l.account_id = m.account_id AND l.number = m.list AND l.removed_at IS NULL)",
    "m.id DESC",
    {kColumns}};

MessageSummary read_summary(RowReader& in) {
  MessageSummary out;
  out.id = {in.integer()};
  out.list = in.integer();
  out.subject = in.text();
  out.notes = in.text();
  out.publication = in.as<Publication>();
  out.created_at = in.time();
  out.sent_at = in.optional_time();
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

Message read(RowReader& in) {
  Message out;
  static_cast<MessageSummary&>(out) = read_summary(in);
  out.content = in.text();
  out.embed = in.flag();
  out.is_confirmation = in.flag();
  out.use_dynamic_field = in.flag();
  if (const auto fields = in.text(); !fields.empty()) out.fields = domain::parse_fields(fields);
  out.tracking = {in.string(), in.flag(), split(in.text())};
  out.head = in.text();
  out.body = in.text();
  out.pre_header = in.text();
  out.structure = in.text();
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
         [&](const Row& row) { out = {RowReader(row).integer()}; });
  return out;
}

std::int64_t count(ReadTx& tx, AccountId account) {
  return read_integer(tx, kCount, {number(account.value)});
}

MessageId clone(WriteTx& tx, AccountId account, MessageId id) {
  MessageId out;
  const Value owner = number(account.value);
  const Value from = number(id.value);
  tx.run(kClone, {ms(tx.now()), ms(tx.now()), from, owner},
         [&](const Row& row) { out = {RowReader(row).integer()}; });
  CHECK(out.value != 0);
  tx.run(kCloneTags, {number(out.value), owner, from});
  tx.run(kCloneAttachments, {number(out.value), owner, from});
  return out;
}

std::optional<MessageSummary> find_summary(ReadTx& tx, AccountId account, MessageId id) {
  return read_optional(tx, kFindSummary, {number(id.value), number(account.value)}, read_summary);
}

std::optional<MessageSummary> lock(WriteTx& tx, AccountId account, MessageId id) {
  return read_optional(tx, kLock, {number(id.value), number(account.value)}, read_summary);
}

std::optional<Message> find(ReadTx& tx, AccountId account, MessageId id) {
  return read_optional(tx, kFind, {number(id.value), number(account.value)}, read);
}

std::int64_t stored_size(ReadTx& tx, AccountId account, MessageId id) {
  const auto message = find(tx, account, id);
  constexpr int kNoSlot = 0;
  return message
             ? domain::stored_size(*message) + attachment::bytes_beside(tx, account, id, kNoSlot)
             : 0;
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
  purge::readers(tx, account, id.value, kNoLimit);
  purge::clicks(tx, account, id.value, kNoLimit);
  purge::message(tx, account, id.value);
}

bool is_being_sent(ReadTx& tx, AccountId account, MessageId id) {
  return has_row(tx, kIsBeingSent, {number(account.value), number(id.value)});
}

std::optional<Published> find_published(ReadTx& tx, MessageId id) {
  return read_optional(tx, kFindPublished, {number(id.value)}, [](RowReader& in) {
    return Published{{in.integer()}, read_summary(in)};
  });
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account, std::int64_t list,
                                        Visibility visibility, const domain::PageQuery& query) {
  const PageSource& source = visibility == Visibility::all      ? kAllPage
                             : visibility == Visibility::online ? kOnlinePage
                                                                : kArchivedPage;
  return page_of(tx, source, {number(account.value), number(list)}, query, read_summary);
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account, std::int64_t list,
                                        std::span<const domain::TagId> tags,
                                        const domain::PageQuery& query) {
  std::string numbers = ",";
  for (const domain::TagId tag : tags) numbers += std::to_string(tag.value) + ",";
  return page_of(tx, kTaggedPage,
                 {number(account.value), number(list), text(numbers),
                  number(static_cast<std::int64_t>(tags.size()))},
                 query, read_summary);
}

domain::ResultPage<MessageSummary> page(ReadTx& tx, AccountId account,
                                        const domain::PageQuery& query) {
  return page_of(tx, kAccountPage, {number(account.value)}, query, read_summary);
}

}  // namespace usher::store::message
