#include "store/provisioning/former_address.hpp"

namespace usher::store::former_address {
namespace {

constexpr Command kInsert{
    "INSERT INTO former_address (activation_id, address, changed_at) VALUES ($1, $2, $3) "
    "ON CONFLICT DO NOTHING"};
constexpr Query kFind{"SELECT address, changed_at FROM former_address WHERE activation_id = $1"};
constexpr Command kRemove{"DELETE FROM former_address WHERE activation_id = $1"};

}  // namespace

void insert(WriteTx& tx, domain::ActivationId activation, std::string_view address) {
  tx.queue(kInsert, {number(activation.value), text(address), ms(tx.now())});
}

std::optional<FormerAddress> find(ReadTx& tx, domain::ActivationId activation) {
  std::optional<FormerAddress> out;
  tx.run(kFind, {number(activation.value)}, [&](const Row& row) {
    out = FormerAddress{std::string(row.text(0)), from_ms(row.integer(1))};
  });
  return out;
}

void remove(WriteTx& tx, domain::ActivationId activation) {
  tx.queue(kRemove, {number(activation.value)});
}

}  // namespace usher::store::former_address
