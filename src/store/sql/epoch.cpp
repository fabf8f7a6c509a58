#include "store/epoch.hpp"

namespace usher::store::epoch {
namespace {

constexpr Statement kRead{"SELECT value FROM epoch WHERE id = 1"};
constexpr Statement kHold{"SELECT value FROM epoch WHERE id = 1 {for_update}"};
constexpr Statement kBump{"UPDATE epoch SET value = value + 1 WHERE id = 1"};

}  // namespace

void refresh(Tx& tx) {
  std::int64_t epoch = 0;
  tx.run(kRead, {}, [&](const Row& row) { epoch = row.integer(0); });
  if (epoch == tx.cache().epoch) return;
  tx.cache() = Cache{};
  tx.cache().epoch = epoch;
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
