/// The database behind everything, and the threads in front of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/secret.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"
#include "store/job.hpp"

namespace usher::store {

/// What opening may do to the schema.
enum class Schema {
  verify,           ///< nothing: it has to be one that this program can work on
  create_if_empty,  ///< commands: a new database is made, an older one left alone
  migrate,          ///< the server: apply what is missing; on PostgreSQL what only adds
};

struct StoreOptions {
  std::string url;      ///< "sqlite:FILE" or "postgresql://…"
  Secret password;      ///< for PostgreSQL, when it is not in the URL
  int readers = 1;      ///< of SQLite
  int connections = 3;  ///< to PostgreSQL at most, of a server; one more listens for work
  /// True for the server: it leaves a gap after each commit while a command waits, and it keeps the
  /// WAL small in the background. False for commands: they announce themselves with a lock on a
  /// file beside the database (hard points, 9 and 11).
  bool server = false;
  Schema schema = Schema::verify;
  /// Called on a store thread after each commit that made work due, and when another node has made
  /// some; must only wake somebody.
  std::function<void()> on_work = [] {};
};

/// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  /// Enqueues a call: see Runner::post.
  virtual void post(Job& job) = 0;

  /// True when no other process can be working on this database's tasks: leases that are still
  /// there are those of a server that died.
  virtual bool is_sole_server() const = 0;
};

/// Opens the database and checks that its schema is one that this program can work on (see
/// migrate.hpp); throws ConfigurationError when it is not, Unavailable when it can't be reached.
std::unique_ptr<Store> open(const StoreOptions& options, const Clock& clock, Log& log,
                            Metrics& metrics);

/// Where a database is, and how to get in.
struct DatabaseLocation {
  std::string url;
  Secret password{};
};
Dialect dialect_of(const std::string& url);

/// Applies the migrations that are missing; returns their versions. With `contract` those that take
/// something away as well: throws ConfigurationError when a node that still needs it is there. On
/// SQLite nobody may serve the database meanwhile.
std::vector<int> migrate_schema(const DatabaseLocation& location, bool contract,
                                const Clock& clock);

/// A copy of the whole database as it is now into a new file, an embedded database again.
void backup(const DatabaseLocation& location, const std::string& file, const Clock& clock);

/// The URL as it may be shown.
std::string without_password(const std::string& url);

/// A single connection: for copies, for looking at the schema, and for tests.
std::unique_ptr<Connection> connect(const DatabaseLocation& location, const Clock& clock);

}  // namespace usher::store
