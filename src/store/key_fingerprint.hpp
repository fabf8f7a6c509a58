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

std::vector<Fingerprint> list(Tx& tx);
void insert(Tx& tx, const Fingerprint& fingerprint);

}  // namespace usher::store::key_fingerprint
