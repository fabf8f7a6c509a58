#include "store/epoch.hpp"

namespace usher::store::epoch {
namespace {

constexpr Query kRead{"SELECT value FROM epoch WHERE id = 1"};
constexpr Command kLock{"SELECT value FROM epoch WHERE id = 1 {for_update}"};
constexpr Command kBump{"UPDATE epoch SET value = value + 1 WHERE id = 1"};

}  // namespace

void Watch::begin(ReadTx& tx) {
  value_.reset();
  if (tx.cache().epoch < 0) {
    tx.run(kRead, {}, read_);
  } else {
    tx.queue(kRead, {}, &read_);
  }
  if (value_ && *value_ != tx.cache().epoch) {
    tx.cache() = Cache{};
    tx.cache().epoch = *value_;
  }
  assumed_ = tx.cache().epoch;
}

bool Watch::was_stale(ReadTx& tx) {
  if (!value_) tx.now();  // waits for the queued query
  return value_ && *value_ != assumed_;
}

void lock(WriteTx& tx) {
  tx.run(kLock, {});
  tx.cache() = Cache{};
}

void bump(WriteTx& tx) {
  tx.run(kBump, {});
  tx.cache() = Cache{};
}

}  // namespace usher::store::epoch
