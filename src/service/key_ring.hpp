/// The key ring against the database's fingerprints (hard points, 5).
#pragma once

#include "base/key_ring.hpp"
#include "store/tx.hpp"

namespace usher::service::key_ring {

struct IsUnused {
  struct Input {};
  using Output = bool;  ///< no key has ever been used with this database
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// Compares a ring with the fingerprints and adds those of keys that are new. The error says which
/// key is missing or differs.
struct Enrol {
  using Input = const KeyRing*;
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& ring);
};

}  // namespace usher::service::key_ring
