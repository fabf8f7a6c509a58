/// The embedded database as a `Store`.
#pragma once

#include <memory>

#include "store/store.hpp"

namespace usher::store {

/// REQUIRES: `file` is what follows "sqlite:" in the URL.
std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics);

/// A copy of the whole database as it is now, in one step, into a new file.
void backup_sqlite(const std::string& file, const std::string& target, const Clock& clock);

}  // namespace usher::store
