#include "store/provisioning/alert.hpp"

namespace usher::store::alert {
namespace {

constexpr Command kInsert{
    "INSERT INTO alert (kind, activation_id, text, raised_at) VALUES ($1, $2, $3, $4)"};
constexpr Query kUnmailed{
    "SELECT id, kind, activation_id, text, raised_at, mailed_at FROM alert "
    "WHERE mailed_at IS NULL ORDER BY id LIMIT $1"};
constexpr Command kMark{
    "UPDATE alert SET mailed_at = batch.at FROM {batch id:int at:int} "
    "WHERE alert.id = batch.id AND mailed_at IS NULL"};
constexpr Query kList{
    "SELECT id, kind, activation_id, text, raised_at, mailed_at FROM alert ORDER BY id DESC LIMIT "
    "$1"};
constexpr Query kLastMailed{
    "SELECT mailed_at FROM alert WHERE mailed_at IS NOT NULL ORDER BY id DESC LIMIT 1"};
constexpr Query kSince{"SELECT 1 FROM alert WHERE kind = $1 AND raised_at > $2 LIMIT 1"};
constexpr Query kExists{"SELECT 1 FROM alert WHERE kind = $1 LIMIT 1"};

Alert read(const Row& row) {
  Alert out;
  out.id = row.integer(0);
  out.kind = row.text(1);
  out.activation = {row.integer(2)};
  out.text = row.text(3);
  out.raised_at = from_ms(row.integer(4));
  if (!row.is_null(5)) out.mailed_at = from_ms(row.integer(5));
  return out;
}

std::vector<Alert> all(auto& tx, const auto& statement, int limit) {
  std::vector<Alert> out;
  tx.run(statement, {number(limit)}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

}  // namespace

void insert(WriteTx& tx, std::string_view kind, domain::ActivationId activation,
            std::string_view what) {
  tx.run(kInsert, {text(kind), number(activation.value), text(what), ms(tx.now())});
}

std::vector<Alert> unmailed(ReadTx& tx, int limit) { return all(tx, kUnmailed, limit); }

void mark_mailed(WriteTx& tx, std::span<const std::int64_t> ids) {
  Batch batch(2);
  for (const std::int64_t id : ids) batch.add({number(id), ms(tx.now())});
  tx.queue(kMark, batch);
}

std::vector<Alert> list(ReadTx& tx, int limit) { return all(tx, kList, limit); }

std::optional<TimePoint> last_mailed(ReadTx& tx) {
  std::optional<TimePoint> out;
  tx.run(kLastMailed, {}, [&](const Row& row) { out = from_ms(row.integer(0)); });
  return out;
}

bool exists(ReadTx& tx, std::string_view kind) {
  bool found = false;
  tx.run(kExists, {text(kind)}, [&](const Row&) { found = true; });
  return found;
}

bool raised_since(ReadTx& tx, std::string_view kind, TimePoint since) {
  bool found = false;
  tx.run(kSince, {text(kind), ms(since)}, [&](const Row&) { found = true; });
  return found;
}

}  // namespace usher::store::alert
