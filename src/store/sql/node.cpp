#include "store/node.hpp"

#include "store/row_reader.hpp"

namespace usher::store::node {
namespace {

/// Time after which the row of a killed node is deleted.
constexpr Duration kKept = std::chrono::hours(24);

constexpr Command kRecordSeen{
    "INSERT INTO node (id, schema_version, started_at, last_seen_at) VALUES ($1, $2, $3, $3) "
    "ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at"};
constexpr Command kRemoveOld{"DELETE FROM node WHERE last_seen_at < $1"};
constexpr Command kRemove{"DELETE FROM node WHERE id = $1"};
constexpr Query kListOlder{
    "SELECT id FROM node WHERE schema_version < $1 AND last_seen_at >= $2 ORDER BY id"};
constexpr Query kCount{"SELECT count(*) FROM node WHERE last_seen_at >= $1"};

}  // namespace

void record_seen(WriteTx& tx, std::string_view id, int schema_version) {
  tx.run(kRecordSeen, {text(id), number(schema_version), ms(tx.now())});
  tx.queue(kRemoveOld, {ms(tx.now() - kKept)});
}

void remove(WriteTx& tx, std::string_view id) { tx.run(kRemove, {text(id)}); }

std::vector<std::string> list_older(ReadTx& tx, int schema_version, TimePoint since) {
  std::vector<std::string> out;
  tx.run(kListOlder, {number(schema_version), ms(since)},
         [&](const Row& row) { out.emplace_back(RowReader(row).text()); });
  return out;
}

int count(ReadTx& tx, TimePoint since) {
  int out = 0;
  tx.run(kCount, {ms(since)}, [&](const Row& row) { out = RowReader(row).as<int>(); });
  return out;
}

}  // namespace usher::store::node
