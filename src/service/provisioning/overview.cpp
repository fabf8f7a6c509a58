#include "service/provisioning/overview.hpp"

#include "store/setting.hpp"

namespace usher::service {

Overview read_overview(store::ReadTx& tx) {
  return {store::activation::count_open(tx), store::task::depth(tx),
          store::setting::maintenance(tx).on, store::activation::largest_id(tx), tx.now()};
}

bool probe_database(store::ReadTx& tx) {
  store::setting::maintenance(tx);
  return true;
}

}  // namespace usher::service
