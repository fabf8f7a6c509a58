#include "store/key_fingerprint.hpp"

#include "store/row_reader.hpp"
#include "store/sql/advisory_locks.hpp"
#include "store/sql_text.hpp"

namespace usher::store::key_fingerprint {
namespace {

constexpr Query kList{
    "SELECT key_id, fingerprint FROM key_fingerprint ORDER BY created_at, key_id"};
constexpr Command kLock{joined<"{nodes_only}SELECT pg_advisory_xact_lock(",
                               literal<kInstallationLocks>, ", ", literal<kFingerprintLock>, ")">};
constexpr Command kInsert{
    "INSERT INTO key_fingerprint (key_id, fingerprint, created_at) VALUES ($1, $2, $3)"};

}  // namespace

std::vector<Fingerprint> list(ReadTx& tx) {
  std::vector<Fingerprint> out;
  tx.run(kList, {}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({in.string(), in.string()});
  });
  return out;
}

std::vector<Fingerprint> lock_all(WriteTx& tx) {
  tx.queue(kLock, {});
  return list(tx);
}

void insert(WriteTx& tx, const Fingerprint& fingerprint) {
  tx.run(kInsert, {text(fingerprint.key_id), text(fingerprint.fingerprint), ms(tx.now())});
}

}  // namespace usher::store::key_fingerprint
