/// The counter that tells every connection when cached configuration rows are out of date.
#pragma once

#include <cstdint>
#include <optional>

#include "store/tx.hpp"

namespace usher::store::epoch {

/// Keeps a connection's cache true. The epoch is asked for in each transaction's first round trip
/// without waiting for it: what the transaction does meanwhile rests on the cache as it is, and is
/// thrown away in the rare case that somebody has changed a configuration row. One per connection,
/// and it must outlive each transaction that it was asked in.
class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// At the start of a transaction. An empty cache has nothing to rest on: then it waits.
  void begin(ReadTx& tx);
  /// Before the transaction ends: whether the cache that it began with was out of date. Everything
  /// it did has to be undone then.
  bool was_stale(ReadTx& tx);

 private:
  const OnRow take_ = [this](const Row& row) { told_ = row.integer(0); };
  std::optional<std::int64_t> told_;
  std::int64_t assumed_ = 0;
};

/// For whoever reads a configuration row in order to change it: until the transaction ends nobody
/// else on any node does the same, and what is read from now on is what was committed last.
void lock(WriteTx& tx);
/// To be called in the transaction that changes one.
void bump(WriteTx& tx);

}  // namespace usher::store::epoch
