/// Takes away, bite by bite, what removed lists and groups have left behind.
#pragma once

#include <cstdint>

#include "store/tx.hpp"

namespace usher::service {

/// Asked by the worker's sweep. Images stay: mails that are out show them; so do imports and
/// sendings, which say what was done.
struct Purge {
  struct Input {
    std::int64_t most = 500;  ///< rows of each table
  };
  struct Output {
    std::int64_t rows = 0;  ///< that it took away
    bool more = false;      ///< there may be some left
  };
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service
