/// Exchanges data between the nodes on one database.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "service/rate_limit.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct RateMerge {
  std::vector<RateUse> uses;
  Duration steady{0};  ///< the present steady time of this node
  std::chrono::microseconds cost_of_a_call{0};
};
/// Adds this node's uses of rate limits to the totals of all nodes, and returns the totals.
std::vector<RateStanding> merge_rate_uses(store::WriteTx& tx, const RateMerge& merge);

struct NodeAnnouncement {
  std::string id;
  int schema_version = 0;
  bool leaving = false;
};
/// Records that this node is running, or leaving. Migrations remove no table or column that a
/// running node uses.
Result<Done> announce_node(store::WriteTx& tx, const NodeAnnouncement& announcement);

}  // namespace usher::service
