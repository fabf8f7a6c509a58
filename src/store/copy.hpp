/// Copies a whole installation from one database into another, of the same or the other kind.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace usher::store {

struct CopyProgress {
  std::string_view table;
  std::string_view doing;  ///< "copying" or "verifying"
  std::int64_t done = 0;   ///< rows of all tables so far, over both passes
  std::int64_t total = 0;
};
using OnCopyProgress = std::function<void(const CopyProgress&)>;

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::string checksum;  ///< the checksum of all values of all rows, independent of their order
};

/// Copies every row of every copied table, from one snapshot of the source. The target must be
/// empty and gets its schema if it has none. It is filled in one transaction, read back, and
/// compared by count and checksum before the commit. Throws ConfigurationError if one of the
/// databases is unsuitable, Unavailable if the copy fails; the target is then empty.
std::vector<CopiedTable> copy(const DatabaseLocation& from, const DatabaseLocation& to,
                              const Clock& clock, const OnCopyProgress& on_progress);

/// Throws ConfigurationError while a server uses the database: its writes would be lost. On SQLite
/// no server can start as long as the returned lock is kept.
std::shared_ptr<void> keep_servers_out(const DatabaseLocation& location, const Clock& clock);

}  // namespace usher::store
