#include "store/provisioning/alert.hpp"

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::alert {
namespace {

constexpr Command kInsert{
    "INSERT INTO alert (kind, activation_id, text, raised_at) VALUES ($1, $2, $3, $4)"};
constexpr SqlText kColumns{"id, kind, activation_id, text, raised_at, mailed_at"};
constexpr Query kUnmailed{
    joined<"SELECT ", kColumns, " FROM alert WHERE mailed_at IS NULL ORDER BY id LIMIT $1">};
constexpr Command kMark{
    "UPDATE alert SET mailed_at = batch.at FROM {batch id:int at:int} "
    "WHERE alert.id = batch.id AND mailed_at IS NULL"};
constexpr Query kList{joined<"SELECT ", kColumns, " FROM alert ORDER BY id DESC LIMIT $1">};
constexpr Query kLastMailed{
    "SELECT mailed_at FROM alert WHERE mailed_at IS NOT NULL ORDER BY id DESC LIMIT 1"};
constexpr Query kSince{"SELECT 1 FROM alert WHERE kind = $1 AND raised_at > $2 LIMIT 1"};
constexpr Query kExists{"SELECT 1 FROM alert WHERE kind = $1 LIMIT 1"};

Alert read(RowReader& in) {
  Alert out;
  out.id = in.integer();
  out.kind = in.text();
  out.activation = {in.integer()};
  out.text = in.text();
  out.raised_at = in.time();
  out.mailed_at = in.optional_time();
  return out;
}

}  // namespace

void insert(WriteTx& tx, std::string_view kind, domain::ActivationId activation,
            std::string_view alert_text) {
  tx.run(kInsert, {text(kind), number(activation.value), text(alert_text), ms(tx.now())});
}

std::vector<Alert> unmailed(ReadTx& tx, int limit) {
  return read_all(tx, kUnmailed, {number(limit)}, read);
}

void mark_mailed(WriteTx& tx, std::span<const std::int64_t> ids) {
  Batch batch(2);
  for (const std::int64_t id : ids) batch.add({number(id), ms(tx.now())});
  tx.queue(kMark, batch);
}

std::vector<Alert> list(ReadTx& tx, int limit) {
  return read_all(tx, kList, {number(limit)}, read);
}

std::optional<TimePoint> last_mailed(ReadTx& tx) { return read_time(tx, kLastMailed, {}); }

bool exists(ReadTx& tx, std::string_view kind) { return has_row(tx, kExists, {text(kind)}); }

bool raised_since(ReadTx& tx, std::string_view kind, TimePoint since) {
  return has_row(tx, kSince, {text(kind), ms(since)});
}

}  // namespace usher::store::alert
