#include "store/epoch.hpp"

namespace usher::store::epoch {
namespace {

constexpr Statement kRead{"SELECT value FROM epoch WHERE id = 1"};
constexpr Statement kHold{"SELECT value FROM epoch WHERE id = 1 {for_update}"};
constexpr Statement kBump{"UPDATE epoch SET value = value + 1 WHERE id = 1"};

}  // namespace

void Watch::ask(Tx& tx) {
  told_.reset();
  if (tx.cache().epoch < 0) {
    tx.run(kRead, {}, take_);
  } else {
    tx.queue(kRead, {}, &take_);
  }
  if (told_ && *told_ != tx.cache().epoch) {
    tx.cache() = Cache{};
    tx.cache().epoch = *told_;
  }
  assumed_ = tx.cache().epoch;
}

bool Watch::was_stale(Tx& tx) {
  if (!told_) tx.now();  // nobody has waited for anything yet: this does
  return told_ && *told_ != assumed_;
}

void hold(Tx& tx) {
  tx.run(kHold, {});
  tx.cache() = Cache{};
}

void bump(Tx& tx) {
  tx.run(kBump, {});
  tx.cache() = Cache{};
}

}  // namespace usher::store::epoch
