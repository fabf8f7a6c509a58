#include "store/mailing/import.hpp"

#include "store/result_page.hpp"

namespace usher::store::import_ {
namespace {

using domain::AccountId;
using domain::Import;
using domain::ImportId;

#define USHER_IMPORT_COLUMNS                                                               \
  "i.id, i.list, i.group_id, i.mode, i.confirm, i.clear_fields, i.leave_groups, i.total, " \
  "i.without_email, i.invalid_email, i.invalid_number, i.email_new, i.email_update, "      \
  "i.repeated_email, i.over_limit, i.started_at, i.ended_at, COALESCE(i.sending_id, 0)"
constexpr int kColumnCount = 18;

constexpr Command kInsert{
    "INSERT INTO import (account_id, list, group_id, mode, confirm, clear_fields, leave_groups, "
    "requested_ip, total, without_email, invalid_email, invalid_number, started_at, ended_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id"};
constexpr Command kInsertChunks{
    "INSERT INTO import_chunk (import_id, body) SELECT import_id, body FROM "
    "{batch import_id:int body:text}"};
constexpr Query kFind{"SELECT " USHER_IMPORT_COLUMNS
                      " FROM import i WHERE i.id = $1 AND i.account_id = $2"};
constexpr Command kSetSending{
    "UPDATE import SET sending_id = $1 WHERE id = $2 AND account_id = $3"};
constexpr Command kDue{
    "SELECT " USHER_IMPORT_COLUMNS
    ", i.account_id, i.requested_ip FROM import i WHERE i.ended_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM import b WHERE b.account_id = i.account_id AND b.id < i.id "
    "AND b.ended_at IS NULL) ORDER BY i.id LIMIT 1 {skip_locked}"};
// Of all accounts, as it is taken up in the background.
constexpr Query kSomeDue{"SELECT id FROM import WHERE ended_at IS NULL LIMIT 1"};
constexpr Query kChunk{
    "SELECT id, body FROM import_chunk WHERE import_id = $1 ORDER BY id LIMIT 1"};
constexpr Command kEndChunk{"DELETE FROM import_chunk WHERE id = $1"};
constexpr Command kAddCounts{
    "UPDATE import SET email_new = email_new + $1, email_update = email_update + $2, "
    "repeated_email = repeated_email + $3, over_limit = over_limit + $4 "
    "WHERE id = $5 AND account_id = $6"};
constexpr Command kEnd{
    "UPDATE import SET ended_at = $1 WHERE id = $2 AND account_id = $3 AND NOT EXISTS "
    "(SELECT 1 FROM import_chunk WHERE import_id = $4)"};
constexpr Command kEndChunks{"DELETE FROM import_chunk WHERE import_id = $1"};
constexpr Command kAddPending{
    "INSERT INTO import_pending (import_id, recipient_id) SELECT import_id, recipient_id FROM "
    "{batch import_id:int recipient_id:int} WHERE true ON CONFLICT DO NOTHING"};

constexpr std::array<FilterColumn, domain::kImportProperties.size()> kColumns = {
    {{"i.id"}, {"i.list"}}};
constexpr PageSource kPage{
    USHER_IMPORT_COLUMNS, "import i WHERE i.account_id = $1", "i.id DESC", {kColumns}};

Import read(const Row& row) {
  Import out;
  out.id = {row.integer(0)};
  out.list = row.integer(1);
  out.group = {row.integer(2)};
  out.mode = static_cast<domain::EnrolMode>(row.integer(3));
  out.confirm = row.integer(4) != 0;
  out.clear_fields = row.integer(5) != 0;
  out.leave_groups = row.integer(6) != 0;
  out.counts.total = row.integer(7);
  out.counts.without_email = row.integer(8);
  out.counts.invalid_email = row.integer(9);
  out.counts.invalid_number = row.integer(10);
  out.counts.email_new = row.integer(11);
  out.counts.email_update = row.integer(12);
  out.counts.repeated_email = row.integer(13);
  out.counts.over_limit = row.integer(14);
  out.started_at = from_ms(row.integer(15));
  if (!row.is_null(16)) out.ended_at = from_ms(row.integer(16));
  out.sending = row.integer(17);
  return out;
}

void end(WriteTx& tx, const Due& due) {
  const Value id = number(due.import.id.value);
  tx.queue(kEnd, {ms(tx.now()), id, number(due.account.value), id});
}

}  // namespace

ImportId insert(WriteTx& tx, AccountId account, const Import& import, std::string_view ip,
                std::span<const std::string> chunks) {
  ImportId out;
  const domain::ImportCounts& counts = import.counts;
  tx.run(kInsert,
         {number(account.value), number(import.list), number(import.group.value),
          number(static_cast<int>(import.mode)), flag(import.confirm), flag(import.clear_fields),
          flag(import.leave_groups), text(ip), number(counts.total), number(counts.without_email),
          number(counts.invalid_email), number(counts.invalid_number), ms(tx.now()),
          chunks.empty() ? ms(tx.now()) : Value{}},
         [&](const Row& row) { out = {row.integer(0)}; });
  if (chunks.empty()) return out;
  Batch batch(2);
  for (const std::string& chunk : chunks) batch.add({number(out.value), text(chunk)});
  tx.run(kInsertChunks, batch);
  return out;
}

std::optional<Import> find(ReadTx& tx, AccountId account, ImportId id) {
  std::optional<Import> out;
  tx.run(kFind, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read(row); });
  return out;
}

domain::ResultPage<Import> page(ReadTx& tx, AccountId account, const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value)}, query, read);
}

void set_sending(WriteTx& tx, AccountId account, ImportId id, std::int64_t sending) {
  tx.run(kSetSending, {number(sending), number(id.value), number(account.value)});
}

std::optional<Due> lock_due(WriteTx& tx) {
  std::optional<Due> out;
  tx.run(kDue, {}, [&](const Row& row) {
    out.emplace();
    out->import = read(row);
    out->account = {row.integer(kColumnCount)};
    out->ip = row.text(kColumnCount + 1);
  });
  if (!out) return out;
  tx.run(kChunk, {number(out->import.id.value)}, [&](const Row& row) {
    out->chunk = row.integer(0);
    out->rows = row.text(1);
  });
  return out;
}

bool has_due(ReadTx& tx) {
  bool out = false;
  tx.run(kSomeDue, {}, [&](const Row&) { out = true; });
  return out;
}

void settle(WriteTx& tx, const Due& due, const domain::ImportCounts& more) {
  tx.queue(kEndChunk, {number(due.chunk)});
  tx.queue(kAddCounts,
           {number(more.email_new), number(more.email_update), number(more.repeated_email),
            number(more.over_limit), number(due.import.id.value), number(due.account.value)});
  end(tx, due);
}

void abandon(WriteTx& tx, const Due& due) {
  tx.queue(kEndChunks, {number(due.import.id.value)});
  end(tx, due);
}

void add_pending(WriteTx& tx, ImportId id, std::span<const domain::RecipientId> recipients) {
  if (recipients.empty()) return;
  Batch batch(2);
  for (const domain::RecipientId recipient : recipients) {
    batch.add({number(id.value), number(recipient.value)});
  }
  tx.run(kAddPending, batch);
}

}  // namespace usher::store::import_
