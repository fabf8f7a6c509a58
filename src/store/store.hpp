/// The database and the threads that run transactions on it.
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

/// The changes of the schema that opening may make.
enum class Schema {
  verify,           ///< nothing
  create_if_empty,  ///< create the schema of an empty database: for commands
  migrate,          ///< apply missing steps, on PostgreSQL those that only add: for the server
};

struct StoreOptions {
  std::string url;      ///< "sqlite:FILE" or "postgresql://…"
  Secret password;      ///< for PostgreSQL, when it is not in the URL
  int readers = 1;      ///< reading connections to SQLite
  int connections = 3;  ///< maximum number of a server's connections to PostgreSQL, besides one
                        ///< that listens for notifications and one for limited reads
  /// True for the server: it pauses after each commit while a command waits, and checkpoints the
  /// WAL in the background. False for commands: they announce themselves with a lock on a file
  /// beside the database (docs/invariants.md, 9 and 11).
  bool server = false;
  Schema schema = Schema::verify;
  /// Called on a store thread after each commit that made work due, on this or another node. Must
  /// return at once.
  std::function<void()> on_work = [] {};
};

/// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  /// Enqueues a call: see Runner::post.
  virtual void post(Job& job) = 0;

  /// Returns true if no other process can hold leases in this database: existing leases are then
  /// those of a dead server.
  virtual bool is_sole_server() const = 0;

  /// Refuses waiting and new limited reads (Job::is_limited) from now on. A running one ends within
  /// its limit, on SQLite at once. For a server that stops.
  virtual void stop_limited_reads() = 0;
};

/// The limits of reads whose cost a caller chooses. No stored item is larger than a request's body.
inline constexpr ReadLimits kLimitedRead{std::chrono::seconds(1), std::size_t{8} << 20};

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

/// Applies the missing migrations and returns their versions; the contracting ones only with
/// `contract`. Throws ConfigurationError if a running node still needs what they remove. On SQLite
/// no server may be running.
std::vector<int> migrate_schema(const DatabaseLocation& location, bool contract,
                                const Clock& clock);

/// Copies the current database into a new SQLite file.
void backup(const DatabaseLocation& location, const std::string& file, const Clock& clock);

/// Returns the URL without its password, for logs and messages.
std::string without_password(const std::string& url);

/// Opens a single connection: for copies, migrations and tests.
std::unique_ptr<Connection> connect(const DatabaseLocation& location, const Clock& clock);

}  // namespace usher::store
