/// The figures that /metrics reads from the database, and the probe of /readyz.
#pragma once

#include <optional>
#include <vector>

#include "store/provisioning/activation.hpp"
#include "store/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Overview {
  std::vector<store::activation::OpenCount> open;  ///< activations at every Code but 2
  store::task::Depth queue;
  bool maintenance = false;
  std::int64_t largest_id = 0;
  TimePoint now;
};
Overview read_overview(store::ReadTx& tx);

/// Reads one row in a transaction. Returns true: a database that is down fails the call.
bool probe_database(store::ReadTx& tx);

}  // namespace usher::service
