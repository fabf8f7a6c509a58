#include "service/node.hpp"

#include <algorithm>

#include "store/node.hpp"
#include "store/rate_use.hpp"

namespace usher::service {

using std::chrono::microseconds;

std::vector<RateStanding> merge_rate_uses(store::WriteTx& tx, const RateMerge& merge) {
  const microseconds now = tx.now().time_since_epoch();
  std::vector<store::rate_use::Use> uses;
  for (const RateUse& use : merge.uses) {
    const Duration age = merge.steady - use.first;
    uses.push_back({use.application, use.method, now - age - std::chrono::seconds(1),
                    use.calls * merge.cost_of_a_call});
  }
  // The same order of locks on all nodes prevents deadlocks.
  std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
    return std::pair(a.application.value, a.method) < std::pair(b.application.value, b.method);
  });
  std::vector<RateStanding> standings;
  for (const auto& standing : store::rate_use::add(tx, uses)) {
    standings.push_back({standing.application, standing.method, standing.used_until - now});
  }
  return standings;
}

Result<Done> announce_node(store::WriteTx& tx, const NodeAnnouncement& announcement) {
  if (announcement.leaving) {
    store::node::remove(tx, announcement.id);
  } else {
    store::node::record_seen(tx, announcement.id, announcement.schema_version);
  }
  return Done{};
}

}  // namespace usher::service
