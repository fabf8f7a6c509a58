/// A counter that makes every connection discard its cached configuration rows after a change.
#pragma once

#include <cstdint>
#include <optional>

#include "store/tx.hpp"

namespace usher::store::epoch {

/// Detects that a connection's cache is stale. The epoch is queried in each transaction's first
/// round trip without waiting: meanwhile the transaction uses the cache, and is rolled back in the
/// rare case that a configuration row was changed. One per connection; it must outlive the
/// transactions.
class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Starts the query. Waits for its result if the cache is empty.
  void begin(ReadTx& tx);
  /// Returns whether the cache was stale when the transaction began: then the transaction must be
  /// rolled back. Call it before the commit.
  bool was_stale(ReadTx& tx);

 private:
  const OnRow read_ = [this](const Row& row) { value_ = row.integer(0); };
  std::optional<std::int64_t> value_;
  std::int64_t assumed_ = 0;
};

/// Serialises changes of configuration rows over all nodes until the transaction ends, and discards
/// the cache. Call it before reading a configuration row in order to change it.
void lock(WriteTx& tx);
/// Call it in each transaction that changes a configuration row.
void bump(WriteTx& tx);

}  // namespace usher::store::epoch
