/// Purging: deletes the rows that removed lists and groups leave behind, in batches.
#pragma once

#include <cstdint>

#include "store/tx.hpp"

namespace usher::service {

struct PurgeResult {
  std::int64_t rows = 0;  ///< deleted
  bool more = false;      ///< there may be rows left
};
/// Deletes one batch, at most 500 rows of each table. Keeps images, which sent mails show, and the
/// records of imports and sendings.
PurgeResult purge_removed_lists(store::WriteTx& tx);

}  // namespace usher::service
