#include "store/provisioning/history.hpp"

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::history {
namespace {

constexpr Command kInsert{
    "INSERT INTO history (activation_id, from_code, to_code, at, who, why) "
    "SELECT activation_id, from_code, to_code, at, who, why FROM "
    "{batch activation_id:int from_code:int to_code:int at:int who:text why:text}"};
constexpr SqlText kSelect{
    "SELECT id, activation_id, from_code, to_code, at, who, why FROM history "};
constexpr Query kFindByActivation{joined<kSelect, "WHERE activation_id = $1 ORDER BY id">};
constexpr Query kListAfter{joined<kSelect, "WHERE id > $1 ORDER BY id LIMIT $2">};
constexpr Query kLast{"SELECT id, at FROM history ORDER BY id DESC LIMIT 1"};

Entry read(RowReader& in) {
  Entry out;
  out.id = in.integer();
  out.activation = {in.integer()};
  out.from = in.optional_as<domain::Code>();
  out.to = in.as<domain::Code>();
  out.at = in.time();
  out.who = in.text();
  out.why = in.text();
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
  return read_all(tx, kFindByActivation, {number(activation.value)}, read);
}

std::vector<Entry> after(ReadTx& tx, std::int64_t after, int limit) {
  return read_all(tx, kListAfter, {number(after), number(limit)}, read);
}

std::int64_t last_id(ReadTx& tx) { return read_integer(tx, kLast, {}); }

TimePoint last_time(ReadTx& tx) {
  TimePoint time{};
  tx.run(kLast, {}, [&](const Row& row) {
    RowReader in(row);
    in.skip();  // the id
    time = in.time();
  });
  return time;
}

}  // namespace usher::store::history
