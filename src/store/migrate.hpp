/// Migrates the schema with numbered SQL files, which are part of the program.
///
/// A file named `….contract.sql` removes objects that older programs still use; all other files
/// only add objects (expand, then contract). So nodes of the previous version keep working during a
/// migration, and on PostgreSQL contracting steps are applied only on request.
#pragma once

#include <span>
#include <vector>

#include "base/embedded_file.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"
#include "store/store.hpp"

namespace usher::store {

/// Returns the migrations, ordered by name: "0001_first.sql", ….
std::span<const EmbeddedFile> embedded_migrations();

/// Returns the newest version that this program supports.
inline int newest_schema() { return static_cast<int>(embedded_migrations().size()); }

/// The schema versions of a database and of this program.
struct SchemaState {
  int version = 0;     ///< the version of the database; 0: empty
  int works_with = 0;  ///< the oldest program version that can use the database
  int newest = 0;      ///< the newest database version that this program supports
  int needed = 0;      ///< the oldest database version that this program can use

  bool fits() const { return version >= needed && newest >= works_with; }
};

/// Returns the state of the database. `known` are the program's steps; tests pass further steps.
SchemaState schema_state(Connection& connection,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Throws ConfigurationError, with the action to take, if this program cannot use the schema.
void check_fits(const SchemaState& state);

/// The steps to apply: all, or the steps that only add objects.
enum class Steps { expanding, all };

/// Applies the missing steps in one transaction and returns their versions. An empty database gets
/// all steps. Several nodes may migrate at the same time. Throws ConfigurationError if the text of
/// an applied step differs from this program's.
std::vector<int> migrate(Connection& connection, Dialect dialect, Steps steps = Steps::all,
                         std::span<const EmbeddedFile> known = embedded_migrations());

/// Verifies, creates or migrates the schema. Throws ConfigurationError, with the action to take, if
/// this program cannot use the database afterwards.
void prepare_schema(Connection& connection, Dialect dialect, Schema schema);

}  // namespace usher::store
