/// Implements `Store` for SQLite.
#pragma once

#include <memory>

#include "store/store.hpp"

namespace usher::store {

/// Opens the database. REQUIRES: `file` is the part of the URL after "sqlite:".
std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics);

/// Copies the present state of the database into a new file.
void backup_sqlite(const std::string& file, const std::string& target, const Clock& clock);

}  // namespace usher::store
