#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>

#include "store/postgres/postgres_connection.hpp"

namespace usher::store {
namespace {

constexpr int kOldestVersion = 150000;
constexpr Duration kFirstPause{100};
constexpr Duration kLongestPause{2000};

/// We wait for nobody for ever. And every statement of ours goes by key: a planner that has not yet
/// seen how a table has grown must not fall for reading all of it, nor plan anew at each execution.
constexpr const char* kSession =
    "-c lock_timeout=4s -c idle_in_transaction_session_timeout=60s "
    "-c client_connection_check_interval=1s -c jit=off -c plan_cache_mode=force_generic_plan "
    "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

/// What a server that promises durability must not be configured to.
constexpr const char* kSetUp =
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'";

std::string words(PGconn* connection) {
  std::string out = PQerrorMessage(connection);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

}  // namespace

pg_conn* PostgresShared::connect() {
  {
    const std::lock_guard lock(mutex_);
    if (away_ && (trying_ || clock_.steady() < next_try_)) {
      throw Unavailable("the database is away");
    }
    trying_ = true;
  }
  try {
    pg_conn* const connection = connect_now();
    settle(true);
    return connection;
  } catch (...) {
    settle(false);
    throw;
  }
}

void PostgresShared::settle(bool connected) {
  const std::lock_guard lock(mutex_);
  trying_ = false;
  away_ = !connected;
  pause_ = connected ? Duration{0} : std::clamp(2 * pause_, kFirstPause, kLongestPause);
  next_try_ = clock_.steady() + pause_;
}

pg_conn* PostgresShared::connect_now() const {
  // The URL comes last: what it says itself counts.
  const char* const names[] = {"connect_timeout", "tcp_user_timeout",
                               "keepalives_idle", "fallback_application_name",
                               "options",         password_.empty() ? "sslmode" : "password",
                               "dbname",          nullptr};
  const char* const values[] = {
      "2",          "5000",   "10",
      "usher",      kSession, password_.empty() ? "prefer" : password_.reveal().c_str(),
      url_.c_str(), nullptr};
  PGconn* const connection = PQconnectdbParams(names, values, 1);
  if (PQstatus(connection) != CONNECTION_OK) {
    const std::string why = words(connection);
    PQfinish(connection);
    throw Unavailable("can't reach the database: " + why);
  }
  if (PQserverVersion(connection) < kOldestVersion) {
    const int version = PQserverVersion(connection) / 10000;
    PQfinish(connection);
    throw ConfigurationError(
        fmt::format("the database is PostgreSQL {}; usher needs 15 or newer.", version));
  }
  PGresult* const result = PQexec(connection, kSetUp);
  const bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
  PQclear(result);
  if (good) return connection;
  const std::string why = words(connection);
  PQfinish(connection);
  throw Unavailable("can't set up the connection to the database: " + why);
}

}  // namespace usher::store
