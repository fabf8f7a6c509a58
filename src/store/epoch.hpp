/// The epoch: a counter of changes of configuration rows. A connection discards its cached rows
/// when the counter has changed.
#pragma once

#include <cstdint>
#include <optional>

#include "store/tx.hpp"

namespace usher::store::epoch {

/// A check of one connection's cache. Each transaction queries the epoch in its first round trip
/// without waiting, uses the cache meanwhile, and is rolled back in the rare case that a
/// configuration row was changed. The watch must outlive the connection's transactions.
class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Starts the query. Waits for its result if the cache is empty.
  void begin(ReadTx& tx);
  /// Returns whether the cache was stale when the transaction began, so that the transaction must
  /// be rolled back. Must be called before the commit.
  bool was_stale(ReadTx& tx);

 private:
  const OnRow read_ = [this](const Row& row) { value_ = row.integer(0); };
  std::optional<std::int64_t> value_;
  std::int64_t assumed_ = 0;
};

/// Serialises changes of configuration rows over all nodes until the transaction ends, and discards
/// the cache. Must be called before a transaction reads a configuration row in order to change it.
void lock(WriteTx& tx);
/// Increments the epoch. Each transaction that changes a configuration row must call it.
void bump(WriteTx& tx);

}  // namespace usher::store::epoch
