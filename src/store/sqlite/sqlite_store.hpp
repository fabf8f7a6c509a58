/// Implements `Store` for SQLite.
#pragma once

#include <memory>

#include "store/store.hpp"

namespace usher::store {

/// Opens the database. REQUIRES: `file` is the part of the URL after "sqlite:".
std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics);

/// Copies the current database into a new file, in one step.
void backup_sqlite(const std::string& file, const std::string& target, const Clock& clock);

}  // namespace usher::store
