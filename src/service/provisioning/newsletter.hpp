/// The vendor's own newsletter list, for export.
#pragma once

#include <string>
#include <vector>

#include "store/provisioning/newsletter.hpp"
#include "store/tx.hpp"

namespace usher::service::newsletter {

struct Export {
  struct Input {
    std::string after;  ///< address of the last subscriber of the page before; empty at first
    int limit = 1000;
  };
  using Output = std::vector<store::newsletter::Subscriber>;
  Output operator()(store::WriteTx& tx, const Input& input) {
    return store::newsletter::list(tx, input.after, input.limit);
  }
};

}  // namespace usher::service::newsletter
