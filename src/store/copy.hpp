/// Moves a whole installation from one database into another, of whichever kind.
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
  std::int64_t done = 0;   ///< rows of all tables so far, both passes counted
  std::int64_t total = 0;
};
using OnCopyProgress = std::function<void(const CopyProgress&)>;

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::string checksum;  ///< over all values of all rows, whatever their order
};

/// Every row of every table that holds something lasting, as of one moment of the source. The
/// target gets its schema when it has none and must hold nothing; it is filled in one transaction,
/// read back and compared by count and checksum before that commits. Throws ConfigurationError when
/// one of the two is not fit for it, Unavailable when something breaks; the target then has its
/// schema and nothing more.
std::vector<CopiedTable> copy(const DatabaseLocation& from, const DatabaseLocation& to,
                              const Clock& clock, const OnCopyProgress& on_progress);

/// Throws ConfigurationError while somebody serves the database: what is written meanwhile would be
/// lost by moving it. On SQLite nobody can begin to as long as what this returns is kept.
std::shared_ptr<void> keep_servers_out(const DatabaseLocation& location, const Clock& clock);

struct CopyTable {
  std::string_view name;
  std::string_view columns;  ///< "name:type …"
  std::string_view key;      ///< its primary key's columns, "a, b"
};
/// Every table that is copied, with every column; a test finds the one that is forgotten.
const std::vector<CopyTable>& copy_tables();

}  // namespace usher::store
