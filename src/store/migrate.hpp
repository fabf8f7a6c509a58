/// Migrates the schema with numbered SQL files, which are part of the program.
///
/// A file named `….contract.sql` removes something that older programs still use; all others only
/// add (expand, then contract). Nodes of the previous version therefore keep working during a
/// migration, and on PostgreSQL contracting steps are applied only on request.
#pragma once

#include <span>
#include <vector>

#include "base/embedded_file.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"
#include "store/store.hpp"

namespace usher::store {

/// Returns "0001_first.sql", …, sorted.
std::span<const EmbeddedFile> embedded_migrations();

/// Returns the newest version that this program supports.
inline int newest_schema() { return static_cast<int>(embedded_migrations().size()); }

struct SchemaState {
  int version = 0;     ///< the version of the database; 0: empty
  int works_with = 0;  ///< the oldest program version that can use the database
  int newest = 0;      ///< that this program supports
  int needed = 0;      ///< the oldest database version that this program can use

  bool fits() const { return version >= needed && newest >= works_with; }
};

/// Returns the state of the database. `known`: the program's steps; tests pass further steps.
SchemaState schema_state(Connection& connection,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Throws ConfigurationError, with the action to take, if this program cannot use that schema.
void check_fits(const SchemaState& state);

/// Which steps to apply: those that only add, or all.
enum class Steps { expanding, all };

/// Applies the missing steps in one transaction and returns their versions. An empty database gets
/// all steps. Several nodes may run it at once. Throws ConfigurationError if the text of an applied
/// step differs from this program's.
std::vector<int> migrate(Connection& connection, Dialect dialect, Steps steps = Steps::all,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Verifies, creates or migrates the schema. Throws ConfigurationError, with the action to take, if
/// this program cannot use the database afterwards.
void prepare_schema(Connection& connection, Dialect dialect, Schema schema);

}  // namespace usher::store
