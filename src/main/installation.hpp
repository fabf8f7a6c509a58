/// The objects that all commands need, in the order of their construction: configuration, database,
/// key ring.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/key_ring.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "main/config.hpp"
#include "store/store.hpp"

namespace usher {

/// Owns the configuration, the database and the key ring. Other objects hold references to them.
struct Installation {
  Config config;
  SystemClock clock;
  SystemRandom random;
  Log log;
  Metrics metrics;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Keys> keys;

  explicit Installation(Config given);
};

LogLevel log_level_of(const std::string& word);

struct OpenOptions {
  Config config;
  /// With `verify` the database must exist: only commands that start an installation create one.
  store::Schema schema = store::Schema::verify;
  bool server = false;
  /// Accepts an existing key ring for an empty database. Without it that is an error: the database
  /// of the ring may be lost, and a new database would issue the same ids and hashes again.
  bool new_installation = false;
  std::function<void()> on_work = [] {};
};

/// Opens the database and its key ring; creates both if neither exists and the schema option allows
/// it. Throws ConfigurationError with instructions if the database is missing or retired, or if the
/// two do not belong together.
std::unique_ptr<Installation> open_installation(OpenOptions options);

/// Returns how to connect to the configured database.
store::DatabaseLocation database_location(const Config& config);
/// Throws ConfigurationError if the configured database is a file that does not exist.
void require_database(const Config& config);

}  // namespace usher
