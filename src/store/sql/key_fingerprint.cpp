#include "store/key_fingerprint.hpp"

namespace usher::store::key_fingerprint {
namespace {

constexpr Query kList{
    "SELECT key_id, fingerprint FROM key_fingerprint ORDER BY created_at, key_id"};
constexpr Command kAlone{"{nodes_only}SELECT pg_advisory_xact_lock(1970, 2)"};
constexpr Command kInsert{
    "INSERT INTO key_fingerprint (key_id, fingerprint, created_at) VALUES ($1, $2, $3)"};

}  // namespace

std::vector<Fingerprint> list(ReadTx& tx) {
  std::vector<Fingerprint> out;
  tx.run(kList, {}, [&](const Row& row) {
    out.push_back({std::string(row.text(0)), std::string(row.text(1))});
  });
  return out;
}

std::vector<Fingerprint> lock_all(WriteTx& tx) {
  tx.queue(kAlone, {});
  return list(tx);
}

void insert(WriteTx& tx, const Fingerprint& fingerprint) {
  tx.run(kInsert, {text(fingerprint.key_id), text(fingerprint.fingerprint), ms(tx.now())});
}

}  // namespace usher::store::key_fingerprint
