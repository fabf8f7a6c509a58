/// Which keys a database hangs on; told by fingerprint, never by the key (hard points, 5).
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
/// The same for whoever is going to add some: one node at a time, so that two that start at once on
/// a new database with rings of their own do not both think theirs to be the first.
std::vector<Fingerprint> lock_all(WriteTx& tx);
void insert(WriteTx& tx, const Fingerprint& fingerprint);

}  // namespace usher::store::key_fingerprint
