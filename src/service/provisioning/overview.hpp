/// The figures that /metrics reads from the database, and whether it answers at all.
#pragma once

#include <optional>
#include <vector>

#include "store/provisioning/activation.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Overview {
  struct Input {};
  struct Output {
    std::vector<store::activation::OpenCount> open;  ///< activations at every code but 2
    store::task::Depth queue;
    bool maintenance = false;
    std::int64_t largest_id = 0;
    TimePoint now;
  };
  Output operator()(store::WriteTx& tx, const Input&) {
    return {store::activation::count_open(tx), store::task::depth(tx),
            store::setting::maintenance(tx).on, store::activation::largest_id(tx), tx.now()};
  }
};

/// One row read and one transaction: the database is there.
struct Ping {
  struct Input {};
  using Output = bool;
  Output operator()(store::WriteTx& tx, const Input&) {
    store::setting::maintenance(tx);
    return true;
  }
};

}  // namespace usher::service
