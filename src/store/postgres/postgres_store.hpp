/// Implements `Store` for PostgreSQL, for any number of nodes.
#pragma once

#include <memory>

#include "store/store.hpp"

namespace usher::store {

std::unique_ptr<Store> open_postgres(const StoreOptions& options, const Clock& clock, Log& log,
                                     Metrics& metrics);

}  // namespace usher::store
