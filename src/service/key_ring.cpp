#include "service/key_ring.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/key_fingerprint.hpp"

namespace usher::service::key_ring {

IsUnused::Output IsUnused::operator()(store::WriteTx& tx, const Input&) {
  return store::key_fingerprint::list(tx).empty();
}

Enrol::Output Enrol::operator()(store::WriteTx& tx, const Input& ring) {
  const auto known = store::key_fingerprint::lock_all(tx);
  for (const auto& [id, fingerprint] : known) {
    const Key* const key = ring->find(id);
    if (key == nullptr) {
      return Error{Errc::conflict,
                   fmt::format("The key ring lacks the key {} (fingerprint {}) that this database "
                               "uses. Restore the key file that belongs to it.",
                               id, fingerprint)};
    }
    if (key->fingerprint() != fingerprint) {
      return Error{Errc::conflict,
                   fmt::format("The key ring has another key under the id {}: fingerprint {}, the "
                               "database expects {}. Restore the key file that belongs to it.",
                               id, key->fingerprint(), fingerprint)};
    }
  }
  for (const Key& key : ring->keys()) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const auto& row) { return row.key_id == key.id(); });
    if (!is_known) store::key_fingerprint::insert(tx, {key.id(), key.fingerprint()});
  }
  return {};
}

}  // namespace usher::service::key_ring
