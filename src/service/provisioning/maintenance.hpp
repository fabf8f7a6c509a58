/// Maintenance of the platform: requests are accepted and wait at Code 4.
#pragma once

#include <string>

#include "store/provisioning/setting.hpp"
#include "store/tx.hpp"

namespace usher::service::maintenance {

/// Only turns the switch; activation::Sweep moves what is waiting, in batches.
struct Switch {
  struct Input {
    bool on = false;
    std::string reason;
  };
  using Output = store::Maintenance;
  Output operator()(store::WriteTx& tx, const Input& input) {
    store::setting::set_maintenance(tx, input.on, input.reason);
    tx.wake_workers();
    return store::setting::maintenance(tx);
  }
};

struct Look {
  struct Input {};
  using Output = store::Maintenance;
  Output operator()(store::WriteTx& tx, const Input&) { return store::setting::maintenance(tx); }
};

}  // namespace usher::service::maintenance
