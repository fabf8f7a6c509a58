#include "store/node.hpp"

namespace usher::store::node {
namespace {

/// Those that were killed never said goodbye.
constexpr Duration kForgotten = std::chrono::hours(24);

constexpr Command kSeen{
    "INSERT INTO node (id, schema_version, started_at, last_seen_at) VALUES ($1, $2, $3, $3) "
    "ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at"};
constexpr Command kForget{"DELETE FROM node WHERE last_seen_at < $1"};
constexpr Command kGone{"DELETE FROM node WHERE id = $1"};
constexpr Query kOlder{
    "SELECT id FROM node WHERE schema_version < $1 AND last_seen_at >= $2 ORDER BY id"};
constexpr Query kCount{"SELECT count(*) FROM node WHERE last_seen_at >= $1"};

}  // namespace

void record_seen(WriteTx& tx, std::string_view id, int schema_version) {
  tx.run(kSeen, {text(id), number(schema_version), ms(tx.now())});
  tx.queue(kForget, {ms(tx.now() - kForgotten)});
}

void remove(WriteTx& tx, std::string_view id) { tx.run(kGone, {text(id)}); }

std::vector<std::string> list_older(ReadTx& tx, int schema_version, TimePoint since) {
  std::vector<std::string> out;
  tx.run(kOlder, {number(schema_version), ms(since)},
         [&](const Row& row) { out.emplace_back(row.text(0)); });
  return out;
}

int count(ReadTx& tx, TimePoint since) {
  int out = 0;
  tx.run(kCount, {ms(since)}, [&](const Row& row) { out = static_cast<int>(row.integer(0)); });
  return out;
}

}  // namespace usher::store::node
