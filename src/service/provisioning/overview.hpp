/// Reads the numbers for /metrics from the database, and probes the database for /readyz.
#pragma once

#include <optional>
#include <vector>

#include "store/provisioning/activation.hpp"
#include "store/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Overview {
  std::vector<store::activation::OpenCount> open;  ///< counts of all Codes except 2
  store::task::Depth queue;
  bool maintenance = false;
  std::int64_t largest_id = 0;
  TimePoint now;
};
Overview read_overview(store::ReadTx& tx);

/// Reads one row in a transaction and returns true. The call fails if the database is not
/// available.
bool probe_database(store::ReadTx& tx);

}  // namespace usher::service
