#include "store/provisioning/setting.hpp"

#include "store/epoch.hpp"

namespace usher::store::setting {
namespace {

constexpr Query kRead{"SELECT value, reason, changed_at FROM setting WHERE name = $1"};
constexpr Command kWrite{
    "INSERT INTO setting (name, value, reason, changed_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, reason = excluded.reason, "
    "changed_at = excluded.changed_at"};
constexpr std::string_view kMaintenance = "maintenance";

}  // namespace

const Maintenance& maintenance(ReadTx& tx) {
  std::optional<Maintenance>& cached = tx.cache().maintenance;
  if (!cached) {
    cached.emplace();
    tx.run(kRead, {text(kMaintenance)}, [&](const Row& row) {
      cached->on = row.text(0) == "on";
      cached->reason = row.text(1);
      cached->since = from_ms(row.integer(2));
    });
  }
  return *cached;
}

void set_maintenance(WriteTx& tx, bool on, std::string_view reason) {
  tx.run(kWrite, {text(kMaintenance), text(on ? "on" : "off"), text(reason), ms(tx.now())});
  epoch::bump(tx);
}

}  // namespace usher::store::setting
