#include "store/setting.hpp"

#include "store/epoch.hpp"
#include "store/row_reader.hpp"

namespace usher::store::setting {
namespace {

constexpr Query kFind{"SELECT value, reason, changed_at FROM setting WHERE name = $1"};
constexpr Command kPut{
    "INSERT INTO setting (name, value, reason, changed_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, reason = excluded.reason, "
    "changed_at = excluded.changed_at"};
constexpr Command kRemove{"DELETE FROM setting WHERE name = $1"};
constexpr std::string_view kMaintenance = "maintenance";

}  // namespace

const Maintenance& maintenance(ReadTx& tx) {
  std::optional<Maintenance>& cached = tx.cache().maintenance;
  if (!cached) {
    cached.emplace();
    tx.run(kFind, {text(kMaintenance)}, [&](const Row& row) {
      RowReader in(row);
      cached->on = in.text() == "on";
      cached->reason = in.text();
      cached->since = in.time();
    });
  }
  return *cached;
}

void set_maintenance(WriteTx& tx, bool on, std::string_view reason) {
  tx.run(kPut, {text(kMaintenance), text(on ? "on" : "off"), text(reason), ms(tx.now())});
  epoch::bump(tx);
}

std::optional<Setting> find(ReadTx& tx, std::string_view name) {
  std::optional<Setting> out;
  tx.run(kFind, {text(name)}, [&](const Row& row) {
    RowReader in(row);
    out.emplace();
    out->value = in.text();
    in.skip();  // the reason
    out->changed_at = in.time();
  });
  return out;
}

void put(WriteTx& tx, std::string_view name, std::string_view value) {
  tx.run(kPut, {text(name), text(value), text(""), ms(tx.now())});
}

void remove(WriteTx& tx, std::string_view name) { tx.run(kRemove, {text(name)}); }

}  // namespace usher::store::setting
