/// The store: a database and the threads that run transactions on it.
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

/// The change of the schema that the opening of a database may make.
enum class Schema {
  verify,           ///< change nothing
  create_if_empty,  ///< create the schema of an empty database, for commands
  migrate,          ///< apply missing steps (on PostgreSQL expanding steps), for the server
};

struct StoreOptions {
  std::string url;  ///< the URL, "sqlite:FILE" or "postgresql://…"
  Secret password;  ///< the password for PostgreSQL if the URL has none
  int readers = 1;  ///< the number of reading connections to SQLite
  /// The maximum number of a server's connections to PostgreSQL, without the listener's.
  int connections = 3;
  /// True for the server, which pauses after each commit while a command waits, and checkpoints the
  /// WAL in the background. False for commands, which lock a file beside the database
  /// (docs/invariants.md, 9 and 11).
  bool server = false;
  Schema schema = Schema::verify;
  /// The function that a store thread calls after each commit, on any node, that made work due. It
  /// must return immediately.
  std::function<void()> on_work = [] {};
};

/// An open database. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  /// Enqueues a call, as Runner::post does.
  virtual void post(Job& job) = 0;

  /// Returns true if no other process can hold leases in this database, so that existing leases
  /// belong to a dead server.
  virtual bool is_sole_server() const = 0;
};

/// Opens the database and prepares its schema (migrate.hpp). Throws ConfigurationError if this
/// program cannot use the schema, Unavailable if the database cannot be reached.
std::unique_ptr<Store> open(const StoreOptions& options, const Clock& clock, Log& log,
                            Metrics& metrics);

/// The URL and password of a database.
struct DatabaseLocation {
  std::string url;
  Secret password{};
};
Dialect dialect_of(const std::string& url);
/// Returns false if the URL names a file that does not exist. A server is not contacted.
bool exists(const std::string& url);

/// Applies the missing migrations and returns their versions. Applies contracting migrations only
/// if `contract` is set. Throws ConfigurationError if a running node needs objects that they
/// remove. On SQLite no server may be running.
std::vector<int> migrate_schema(const DatabaseLocation& location, bool contract,
                                const Clock& clock);

/// Copies the present state of the database into a new SQLite file.
void backup(const DatabaseLocation& location, const std::string& file, const Clock& clock);

/// Returns the URL without its password, for logs and messages.
std::string without_password(const std::string& url);

/// Opens a single connection, for copies, migrations and tests.
std::unique_ptr<Connection> connect(const DatabaseLocation& location, const Clock& clock);

}  // namespace usher::store
