/// The schema's versions: numbered SQL files, built in, applied in order, each in a transaction.
#pragma once

#include <span>
#include <vector>

#include "base/embedded_file.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"

namespace usher::store {

/// "0001_first.sql", …, sorted.
std::span<const EmbeddedFile> embedded_migrations();

struct SchemaState {
  int version = 0;  ///< of the database; 0: empty
  int newest = 0;   ///< that this program knows
};

SchemaState schema_state(Connection& connection);

/// Applies what is missing; returns the versions applied. Throws ConfigurationError when the
/// database is newer than this program or an applied migration's text differs from ours.
std::vector<int> migrate(Connection& connection, Dialect dialect);

}  // namespace usher::store
