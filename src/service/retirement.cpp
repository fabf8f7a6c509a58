#include "service/retirement.hpp"

namespace usher::service {

std::optional<store::setting::Setting> read_retirement(store::ReadTx& tx) {
  return store::setting::find(tx, store::setting::kMovedTo);
}

void retire_database(store::WriteTx& tx, std::string_view target) {
  store::setting::put(tx, store::setting::kMovedTo, target);
}

void cancel_retirement(store::WriteTx& tx) { store::setting::remove(tx, store::setting::kMovedTo); }

}  // namespace usher::service
