#include "store/provisioning/history.hpp"

namespace usher::store::history {
namespace {

constexpr Command kInsert{
    "INSERT INTO history (activation_id, from_code, to_code, at, who, why) "
    "SELECT activation_id, from_code, to_code, at, who, why FROM "
    "{batch activation_id:int from_code:int to_code:int at:int who:text why:text}"};
constexpr Query kOf{
    "SELECT id, activation_id, from_code, to_code, at, who, why FROM history "
    "WHERE activation_id = $1 ORDER BY id"};
constexpr Query kAfter{
    "SELECT id, activation_id, from_code, to_code, at, who, why FROM history "
    "WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr Query kLast{"SELECT id, at FROM history ORDER BY id DESC LIMIT 1"};

Entry read(const Row& row) {
  Entry out;
  out.id = row.integer(0);
  out.activation = {row.integer(1)};
  if (!row.is_null(2)) out.from = static_cast<domain::Code>(row.integer(2));
  out.to = static_cast<domain::Code>(row.integer(3));
  out.at = from_ms(row.integer(4));
  out.who = row.text(5);
  out.why = row.text(6);
  return out;
}

}  // namespace

void insert(WriteTx& tx, std::span<const NewEntry> entries) {
  if (entries.empty()) return;
  Batch batch(6);
  for (const NewEntry& entry : entries) {
    if (entry.from != entry.to) ++tx.reached()[static_cast<std::size_t>(entry.to)];
    batch.add({number(entry.activation.value),
               entry.from ? number(static_cast<int>(*entry.from)) : Value{},
               number(static_cast<int>(entry.to)), ms(tx.now()), text(entry.who), text(entry.why)});
  }
  tx.queue(kInsert, batch);
}

std::vector<Entry> find_by_activation(ReadTx& tx, domain::ActivationId activation) {
  std::vector<Entry> out;
  tx.run(kOf, {number(activation.value)}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::vector<Entry> after(ReadTx& tx, std::int64_t after, int limit) {
  std::vector<Entry> out;
  tx.run(kAfter, {number(after), number(limit)}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::int64_t last_id(ReadTx& tx) {
  std::int64_t id = 0;
  tx.run(kLast, {}, [&](const Row& row) { id = row.integer(0); });
  return id;
}

TimePoint last_time(ReadTx& tx) {
  TimePoint time{};
  tx.run(kLast, {}, [&](const Row& row) { time = from_ms(row.integer(1)); });
  return time;
}

}  // namespace usher::store::history
