/// Fingerprints of the keys that a database depends on. The keys are never stored
/// (docs/invariants.md, 5).
#pragma once

#include <string>
#include <vector>

#include "store/tx.hpp"

namespace usher::store::key_fingerprint {

struct Fingerprint {
  std::string key_id;
  std::string fingerprint;
};

std::vector<Fingerprint> list(ReadTx& tx);
/// Returns the fingerprints and prevents other nodes from adding any until the transaction ends. So
/// only one of two nodes that start on an empty database at the same time adds its keys.
std::vector<Fingerprint> lock_all(WriteTx& tx);
void insert(WriteTx& tx, const Fingerprint& fingerprint);

}  // namespace usher::store::key_fingerprint
