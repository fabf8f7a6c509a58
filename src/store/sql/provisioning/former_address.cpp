#include "store/provisioning/former_address.hpp"

#include <fmt/format.h>

namespace usher::store::former_address {
namespace {

// Rows that come and go too seldom for a table of their own.
constexpr Command kPut{
    "INSERT INTO setting (name, value, reason, changed_at) VALUES ($1, $2, '', $3) "
    "ON CONFLICT DO NOTHING"};
constexpr Query kFind{"SELECT value, changed_at FROM setting WHERE name = $1"};
constexpr Command kRemove{"DELETE FROM setting WHERE name = $1"};

std::string name_of(domain::ActivationId activation) {
  return fmt::format("former_address:{}", activation.value);
}

}  // namespace

void put(WriteTx& tx, domain::ActivationId activation, std::string_view address) {
  tx.queue(kPut, {text(name_of(activation)), text(address), ms(tx.now())});
}

std::optional<Former> find(ReadTx& tx, domain::ActivationId activation) {
  std::optional<Former> out;
  const std::string name = name_of(activation);
  tx.run(kFind, {text(name)}, [&](const Row& row) {
    out = Former{std::string(row.text(0)), from_ms(row.integer(1))};
  });
  return out;
}

void remove(WriteTx& tx, domain::ActivationId activation) {
  tx.queue(kRemove, {text(name_of(activation))});
}

}  // namespace usher::store::former_address
