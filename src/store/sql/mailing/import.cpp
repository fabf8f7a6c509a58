#include "store/mailing/import.hpp"

#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::import_ {
namespace {

using domain::AccountId;
using domain::Import;
using domain::ImportId;

constexpr SqlText kColumns{
    "i.id, i.list, i.group_id, i.mode, i.confirm, i.clear_fields, i.leave_groups, i.total, "
    "i.without_email, i.invalid_email, i.invalid_number, i.email_new, i.email_update, "
    "i.repeated_email, i.over_limit, i.started_at, i.ended_at, COALESCE(i.sending_id, 0)"};

constexpr Command kInsert{
    "INSERT INTO import (account_id, list, group_id, mode, confirm, clear_fields, leave_groups, "
    "requested_ip, total, without_email, invalid_email, invalid_number, started_at, ended_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id"};
constexpr Command kInsertChunks{
    "INSERT INTO import_chunk (import_id, body) SELECT import_id, body FROM "
    "{batch import_id:int body:text}"};
constexpr Query kFind{
    joined<"SELECT ", kColumns, " FROM import i WHERE i.id = $1 AND i.account_id = $2">};
constexpr Command kSetSending{
    "UPDATE import SET sending_id = $1 WHERE id = $2 AND account_id = $3"};
constexpr Command kLockDue{
    joined<"SELECT ", kColumns,
           ", i.account_id, i.requested_ip FROM import i WHERE i.ended_at IS NULL AND NOT EXISTS "
           "(SELECT 1 FROM import b WHERE b.account_id = i.account_id AND b.id < i.id "
           "AND b.ended_at IS NULL) ORDER BY i.id LIMIT 1 {skip_locked}">};
// A worker processes the imports of every account.
constexpr Query kHasDue{"SELECT id FROM import WHERE ended_at IS NULL LIMIT 1"};
constexpr Query kChunk{
    "SELECT id, body FROM import_chunk WHERE import_id = $1 ORDER BY id LIMIT 1"};
constexpr Query kChunks{"SELECT body FROM import_chunk WHERE import_id = $1"};
constexpr Command kRemoveChunk{"DELETE FROM import_chunk WHERE id = $1"};
constexpr Command kAddCounts{
    "UPDATE import SET email_new = email_new + $1, email_update = email_update + $2, "
    "repeated_email = repeated_email + $3, over_limit = over_limit + $4 "
    "WHERE id = $5 AND account_id = $6"};
constexpr Command kEnd{
    "UPDATE import SET ended_at = $1 WHERE id = $2 AND account_id = $3 AND NOT EXISTS "
    "(SELECT 1 FROM import_chunk WHERE import_id = $4)"};
constexpr Command kRemoveChunks{"DELETE FROM import_chunk WHERE import_id = $1"};
constexpr Command kAddPending{
    "INSERT INTO import_pending (import_id, recipient_id) SELECT import_id, recipient_id FROM "
    "{batch import_id:int recipient_id:int} WHERE true ON CONFLICT DO NOTHING"};

constexpr auto kFilter = columns_of<domain::kImportProperties>({
    {"IdImport", "i.id"},
    {"IdList", "i.list"},
});
constexpr PageSource kPage{
    joined<kColumns>, "import i WHERE i.account_id = $1", "i.id DESC", {kFilter}};

Import read(RowReader& in) {
  Import out;
  out.id = {in.integer()};
  out.list = in.integer();
  out.group = {in.integer()};
  out.mode = in.as<domain::EnrolMode>();
  out.confirm = in.flag();
  out.clear_fields = in.flag();
  out.leave_groups = in.flag();
  out.counts.total = in.integer();
  out.counts.without_email = in.integer();
  out.counts.invalid_email = in.integer();
  out.counts.invalid_number = in.integer();
  out.counts.email_new = in.integer();
  out.counts.email_update = in.integer();
  out.counts.repeated_email = in.integer();
  out.counts.over_limit = in.integer();
  out.started_at = in.time();
  out.ended_at = in.optional_time();
  out.sending = in.integer();
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
         [&](const Row& row) { out = {RowReader(row).integer()}; });
  if (chunks.empty()) return out;
  Batch batch(2);
  for (const std::string& chunk : chunks) batch.add({number(out.value), text(chunk)});
  tx.run(kInsertChunks, batch);
  return out;
}

std::optional<Import> find(ReadTx& tx, AccountId account, ImportId id) {
  return read_optional(tx, kFind, {number(id.value), number(account.value)}, read);
}

domain::ResultPage<Import> page(ReadTx& tx, AccountId account, const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value)}, query, read);
}

void set_sending(WriteTx& tx, AccountId account, ImportId id, std::int64_t sending) {
  tx.run(kSetSending, {number(sending), number(id.value), number(account.value)});
}

std::optional<Due> lock_due(WriteTx& tx) {
  std::optional<Due> out;
  tx.run(kLockDue, {}, [&](const Row& row) {
    RowReader in(row);
    out.emplace();
    out->import = read(in);
    out->account = {in.integer()};
    out->ip = in.text();
  });
  if (!out) return out;
  tx.run(kChunk, {number(out->import.id.value)}, [&](const Row& row) {
    RowReader in(row);
    out->chunk = in.integer();
    out->rows = in.text();
  });
  return out;
}

bool has_due(ReadTx& tx) { return has_row(tx, kHasDue, {}); }

void settle(WriteTx& tx, const Due& due, const domain::ImportCounts& more) {
  tx.queue(kRemoveChunk, {number(due.chunk)});
  tx.queue(kAddCounts,
           {number(more.email_new), number(more.email_update), number(more.repeated_email),
            number(more.over_limit), number(due.import.id.value), number(due.account.value)});
  end(tx, due);
}

std::int64_t waiting_bytes(ReadTx& tx, ImportId id) {
  std::int64_t out = 0;
  tx.run(kChunks, {number(id.value)},
         [&](const Row& row) { out += static_cast<std::int64_t>(RowReader(row).text().size()); });
  return out;
}

void abandon(WriteTx& tx, const Due& due) {
  tx.queue(kRemoveChunks, {number(due.import.id.value)});
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
