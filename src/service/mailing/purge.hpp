/// Deletes the rows of removed lists and groups in batches.
#pragma once

#include <cstdint>

#include "store/tx.hpp"

namespace usher::service {

struct PurgeResult {
  std::int64_t rows = 0;  ///< the number of deleted rows
  bool more = false;      ///< true if rows may remain
};
/// Deletes one batch of at most 500 rows of each table. Keeps images, which sent mails show, and
/// the records of imports and sendings.
PurgeResult purge_removed_lists(store::WriteTx& tx);

}  // namespace usher::service
