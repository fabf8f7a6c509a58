/// What the nodes on one database tell each other.
#pragma once

#include <string>
#include <vector>

#include "service/rate_limit.hpp"
#include "store/tx.hpp"

namespace usher::service::node {

/// Adds what this node has let through to what all nodes have, and says how that stands.
struct MergeRates {
  struct Input {
    std::vector<RateUse> uses;
    Duration steady{0};  ///< this node's steady time, now
    std::chrono::microseconds cost_of_a_call{0};
  };
  using Output = std::vector<RateStanding>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// This node is at work, or it is leaving: so that nobody takes its tables away beneath it.
struct Announce {
  struct Input {
    std::string id;
    int schema_version = 0;
    bool leaving = false;
  };
  using Output = bool;
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service::node
