#include "service/provisioning/maintenance.hpp"

namespace usher::service {

store::Maintenance switch_maintenance(store::WriteTx& tx, const MaintenanceSwitch& change) {
  store::setting::set_maintenance(tx, change.on, change.reason);
  tx.wake_workers();
  return store::setting::maintenance(tx);
}

store::Maintenance read_maintenance(store::ReadTx& tx) { return store::setting::maintenance(tx); }

}  // namespace usher::service
