/// Compares the key ring with the database's fingerprints (docs/invariants.md, 5).
#pragma once

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Returns whether no key was ever enrolled in this database.
bool is_key_ring_unused(store::ReadTx& tx);

/// Records that a file with this new ring is about to be created for this database. A start that
/// was interrupted before the ring was enrolled can then be repeated.
Done announce_key_ring(store::WriteTx& tx, const KeyRing* ring);
/// Returns whether the ring was announced for this database.
bool is_key_ring_announced(store::ReadTx& tx, const KeyRing* ring);

/// Verifies a ring against the fingerprints, and adds the fingerprints of its new keys. The error
/// names the key that is missing or differs. REQUIRES: `ring` is not null.
Result<Done> enrol_key_ring(store::WriteTx& tx, const KeyRing* ring);

}  // namespace usher::service
