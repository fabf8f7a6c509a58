#include "service/node.hpp"

#include <algorithm>

#include "store/node.hpp"
#include "store/rate_use.hpp"

namespace usher::service::node {

using std::chrono::microseconds;

MergeRates::Output MergeRates::operator()(store::WriteTx& tx, const Input& input) {
  const microseconds now = tx.now().time_since_epoch();
  std::vector<store::rate_use::Use> uses;
  for (const RateUse& use : input.uses) {
    const Duration age = input.steady - use.first;
    uses.push_back({use.application, use.method, now - age - std::chrono::seconds(1),
                    use.calls * input.cost_of_a_call});
  }
  // One order on all nodes prevents deadlocks.
  std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) {
    return std::pair(a.application.value, a.method) < std::pair(b.application.value, b.method);
  });
  Output out;
  for (const auto& standing : store::rate_use::add(tx, uses)) {
    out.push_back({standing.application, standing.method, standing.used_until - now});
  }
  return out;
}

Announce::Output Announce::operator()(store::WriteTx& tx, const Input& input) {
  if (input.leaving) {
    store::node::remove(tx, input.id);
  } else {
    store::node::record_seen(tx, input.id, input.schema_version);
  }
  return true;
}

}  // namespace usher::service::node
