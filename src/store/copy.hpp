/// Copies a whole installation from one database into another, of any kind.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace usher::store {

/// The progress of a copy.
struct CopyProgress {
  std::string_view table;
  std::string_view doing;  ///< "copying" or "verifying"
  std::int64_t done = 0;   ///< the number of rows that both passes have processed
  std::int64_t total = 0;
};
using OnCopyProgress = std::function<void(const CopyProgress&)>;

/// A table that was copied.
struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::string checksum;  ///< the checksum of all values, independent of the order of rows
};

/// Copies every row of every copied table, from one snapshot of the source. The target must be
/// empty and gets its schema if it has none. One transaction writes the rows, reads them back, and
/// compares counts and checksums before the commit. Throws ConfigurationError if one of the
/// databases is unsuitable, Unavailable if the copy fails; the target is then empty.
std::vector<CopiedTable> copy(const DatabaseLocation& from, const DatabaseLocation& to,
                              const Clock& clock, const OnCopyProgress& on_progress);

/// Throws ConfigurationError while a server uses the database, because the server's writes would be
/// lost. On SQLite no server can start while the returned lock exists.
std::shared_ptr<void> keep_servers_out(const DatabaseLocation& location, const Clock& clock);

}  // namespace usher::store
