#include "service/key_ring.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/key_fingerprint.hpp"
#include "store/setting.hpp"

namespace usher::service {

bool is_key_ring_unused(store::ReadTx& tx) { return store::key_fingerprint::list(tx).empty(); }

Done announce_key_ring(store::WriteTx& tx, const KeyRing* ring) {
  store::setting::put(tx, store::setting::kNewKeyRing, ring->newest().fingerprint());
  return {};
}

bool is_key_ring_announced(store::ReadTx& tx, const KeyRing* ring) {
  const auto announced = store::setting::find(tx, store::setting::kNewKeyRing);
  return announced && announced->value == ring->newest().fingerprint();
}

Result<Done> enrol_key_ring(store::WriteTx& tx, const KeyRing* ring) {
  const auto enrolled = store::key_fingerprint::lock_all(tx);
  for (const auto& [id, fingerprint] : enrolled) {
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
    const bool is_enrolled = std::any_of(enrolled.begin(), enrolled.end(),
                                         [&](const auto& row) { return row.key_id == key.id(); });
    if (!is_enrolled) store::key_fingerprint::insert(tx, {key.id(), key.fingerprint()});
  }
  return Done{};
}

}  // namespace usher::service
