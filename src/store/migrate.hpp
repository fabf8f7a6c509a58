/// The schema's versions: numbered SQL files, built in, applied in order, each in a transaction.
///
/// A file named `….contract.sql` takes something away that older programs still use; all others
/// only add (expand, then contract). So nodes of the version before go on working while a database
/// is migrated beneath them, and on PostgreSQL the taking away waits until it is asked for.
#pragma once

#include <span>
#include <vector>

#include "base/embedded_file.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"
#include "store/store.hpp"

namespace usher::store {

/// "0001_first.sql", …, sorted.
std::span<const EmbeddedFile> embedded_migrations();

/// The newest version that this program knows.
inline int newest_schema() { return static_cast<int>(embedded_migrations().size()); }

struct SchemaState {
  int version = 0;     ///< of the database; 0: empty
  int works_with = 0;  ///< programs that know less than this version can't work on it
  int newest = 0;      ///< that this program knows
  int needed = 0;      ///< without which this program can't work

  bool fits() const { return version >= needed && newest >= works_with; }
};

/// `known` are the steps of a program: this one's, but in tests of what is yet to come.
SchemaState schema_state(Connection& connection,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Throws ConfigurationError with what to do when this program can't work on that schema.
void check_fits(const SchemaState& state);

/// Which steps to apply: those that only add, or also those that take away.
enum class Steps { expanding, all };

/// Applies what is missing; returns the versions applied. An empty database gets all of them. Safe
/// to be run by several nodes at once. Throws ConfigurationError when an applied migration's text
/// differs from ours.
std::vector<int> migrate(Connection& connection, Dialect dialect, Steps steps = Steps::all,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Does to the schema what opening may do to it; throws ConfigurationError with what to do when the
/// database then is not one that this program can work on.
void prepare_schema(Connection& connection, Dialect dialect, Schema schema);

}  // namespace usher::store
