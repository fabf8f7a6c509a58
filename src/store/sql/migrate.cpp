#include "store/migrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "store/row_reader.hpp"
#include "store/sql/advisory_locks.hpp"
#include "store/sql_text.hpp"

namespace usher::store {
namespace {

constexpr Statement kHasSchema{"SELECT count(*) FROM {catalogue} WHERE name = 'schema_version'"};
constexpr Statement kApplied{"SELECT version, digest, works_with FROM schema_version"};
constexpr Statement kRecord{
    "INSERT INTO schema_version (version, digest, works_with, applied_at) "
    "VALUES ($1, $2, $3, $4)"};
/// The lock serialises nodes that start at the same time; the first node migrates.
constexpr Statement kLockMigration{
    joined<"{nodes_only}SELECT pg_advisory_xact_lock(", literal<kInstallationLocks>, ", ",
           literal<kMigrationLock>, ")">};
/// The timeout is off, because another node's migration may take long.
constexpr Statement kWaitForMigration{"{nodes_only}SET LOCAL lock_timeout = 0"};
/// The timeout is short, because other transactions wait behind a waiting table lock. A migration
/// that fails here is retried later.
constexpr Statement kLimitTableWaits{"{nodes_only}SET LOCAL lock_timeout = '2s'"};
constexpr const char* kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "  version BIGINT PRIMARY KEY, digest TEXT NOT NULL, works_with BIGINT NOT NULL,"
    "  applied_at BIGINT NOT NULL)";

int version_of(const EmbeddedFile& file) {
  int version = 0;
  std::from_chars(file.path.data(), file.path.data() + file.path.size(), version);
  CHECK(version > 0);
  return version;
}

bool is_contracting(const EmbeddedFile& file) { return file.path.ends_with(".contract.sql"); }

std::string digest_of(const EmbeddedFile& file) { return to_hex(sha256(file.text)).substr(0, 16); }

/// Returns the schema's state. Throws ConfigurationError if the text of an applied step differs.
SchemaState check_applied(Connection& connection, std::span<const EmbeddedFile> files) {
  SchemaState state;
  state.newest = static_cast<int>(files.size());
  state.needed = state.newest;
  while (state.needed > 1 && is_contracting(files[static_cast<std::size_t>(state.needed) - 1])) {
    --state.needed;
  }
  std::int64_t tables = 0;
  connection.run(kHasSchema, nullptr, {},
                 [&](const Row& row) { tables = RowReader(row).integer(); });
  if (tables == 0) return state;
  connection.run(kApplied, nullptr, {}, [&](const Row& row) {
    RowReader in(row);
    const int version = in.as<int>();
    const std::string_view digest = in.text();
    const int works_with = in.as<int>();
    const auto index = static_cast<std::size_t>(version) - 1;
    if (index < files.size() && digest_of(files[index]) != digest) {
      throw ConfigurationError(fmt::format(
          "schema version {} of this database was made by another build of usher.", version));
    }
    state.version = std::max(state.version, version);
    state.works_with = std::max(state.works_with, works_with);
  });
  return state;
}

}  // namespace

SchemaState schema_state(Connection& connection, std::span<const EmbeddedFile> known) {
  connection.begin(Access::read);
  try {
    const SchemaState state = check_applied(connection, known);
    connection.rollback();
    return state;
  } catch (...) {
    connection.rollback();
    throw;
  }
}

std::vector<int> migrate(Connection& connection, Dialect dialect, Steps steps,
                         std::span<const EmbeddedFile> known) {
  std::vector<int> done;
  connection.begin(Access::write);
  try {
    connection.run(kWaitForMigration, nullptr, {}, {});
    connection.run(kLockMigration, nullptr, {}, {});
    connection.run(kLimitTableWaits, nullptr, {}, {});
    connection.script(kCreateTable);
    const int before = check_applied(connection, known).version;
    for (const EmbeddedFile& file : known) {
      if (version_of(file) <= before) continue;
      if (is_contracting(file) && steps == Steps::expanding && before > 0) break;
      connection.script(expand(file.text, dialect));
      const std::string digest = digest_of(file);
      const std::int64_t version = version_of(file);
      const Value values[] = {version, std::string_view(digest),
                              is_contracting(file) ? version : std::int64_t{1},
                              to_ms(connection.now())};
      connection.run(kRecord, nullptr, values, {});
      done.push_back(version_of(file));
    }
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
  return done;
}

void prepare_schema(Connection& connection, Dialect dialect, Schema schema) {
  SchemaState state = schema_state(connection);
  const bool empty = state.version == 0;
  const bool lacks = state.version < state.newest;
  if ((schema == Schema::migrate && lacks) || (schema == Schema::create_if_empty && empty)) {
    migrate(connection, dialect, dialect == Dialect::sqlite ? Steps::all : Steps::expanding);
    state = schema_state(connection);
  }
  if (state.version == 0) {
    throw ConfigurationError(
        "the database is empty. Name another configuration with --config, or create the tables "
        "with 'usher serve', 'usher app register' or 'usher check --init'.");
  }
  check_fits(state);
}

void check_fits(const SchemaState& state) {
  if (state.fits()) return;
  throw ConfigurationError(fmt::format(
      "the database has schema version {}, this program needs {}. {}", state.version, state.needed,
      state.version < state.needed ? "Run 'usher migrate'." : "Install a newer usher."));
}

}  // namespace usher::store
