/// Switches maintenance, during which accepted requests wait at Code 4.
#pragma once

#include <string>

#include "store/setting.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct MaintenanceSwitch {
  bool on = false;
  std::string reason;
};
/// Switches maintenance on or off; sweep_tasks moves the waiting activations in batches.
store::Maintenance switch_maintenance(store::WriteTx& tx, const MaintenanceSwitch& change);

store::Maintenance read_maintenance(store::ReadTx& tx);

}  // namespace usher::service
