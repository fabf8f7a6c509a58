#include "store/store.hpp"

#include <fmt/format.h>

#include <climits>
#include <filesystem>

#include "base/error.hpp"
#include "store/copy.hpp"
#include "store/migrate.hpp"
#include "store/node.hpp"
#include "store/postgres/postgres_connection.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/sqlite_connection.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace usher::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
/// Time after which a node that was not seen counts as stopped.
constexpr Duration kSeenWithin = std::chrono::seconds(30);

/// The timeout of statements of commands, which may take long for copies.
constexpr Duration kToolsPatience = std::chrono::minutes(30);

std::string sqlite_file(const std::string& url) { return url.substr(kSqlite.size()); }

/// Returns the live nodes whose program supports only schema versions below `version`.
std::vector<std::string> nodes_below(Connection& connection, int version) {
  if (schema_state(connection).version == 0) return {};  // no tables yet
  Cache cache;
  connection.begin(Access::read);
  ReadTx tx(connection, cache);
  std::vector<std::string> nodes = node::list_older(tx, version, tx.now() - kSeenWithin);
  connection.rollback();
  return nodes;
}

/// Throws ConfigurationError if a running node needs objects that a contracting step removes.
void check_nodes(Connection& connection) {
  const std::vector<std::string> older = nodes_below(connection, newest_schema());
  if (older.empty()) return;
  throw ConfigurationError(fmt::format(
      "nodes with an older program are running ({}). Upgrade or stop them, then try again.",
      fmt::join(older, ", ")));
}

}  // namespace

Dialect dialect_of(const std::string& url) {
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return Dialect::sqlite;
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return Dialect::postgres;
  throw ConfigurationError(
      "database.url must be \"sqlite:FILE\" or \"postgresql://user@host/database\".");
}

bool exists(const std::string& url) {
  return dialect_of(url) != Dialect::sqlite || std::filesystem::exists(sqlite_file(url));
}

std::unique_ptr<Store> open(const StoreOptions& options, const Clock& clock, Log& log,
                            Metrics& metrics) {
  if (dialect_of(options.url) == Dialect::postgres) {
    return open_postgres(options, clock, log, metrics);
  }
  return open_sqlite(sqlite_file(options.url), options, clock, log, metrics);
}

std::vector<int> migrate_schema(const DatabaseLocation& location, bool contract,
                                const Clock& clock) {
  const auto connection = connect(location, clock);
  const SchemaState state = schema_state(*connection);
  if (state.version >= state.newest) {
    check_fits(state);
    return {};
  }
  if (dialect_of(location.url) == Dialect::sqlite) {
    const ServerLock alone(sqlite_file(location.url));
    return migrate(*connection, Dialect::sqlite);
  }
  if (contract) check_nodes(*connection);
  return migrate(*connection, Dialect::postgres, contract ? Steps::all : Steps::expanding);
}

void backup(const DatabaseLocation& location, const std::string& file, const Clock& clock) {
  // SQLite would take an empty name for a temporary file and others for databases in memory.
  if (file.empty()) throw ConfigurationError("The backup needs the name of a file.");
  if (std::filesystem::exists(file)) throw ConfigurationError(file + " exists already.");
  try {
    if (dialect_of(location.url) == Dialect::sqlite) {
      backup_sqlite(sqlite_file(location.url), std::filesystem::absolute(file).string(), clock);
    } else {
      copy(location, {std::string(kSqlite) + file}, clock, {});
    }
  } catch (...) {
    // An incomplete file is removed, because the next backup would fail otherwise.
    for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(file + end);
    throw;
  }
}

std::shared_ptr<void> keep_servers_out(const DatabaseLocation& location, const Clock& clock) {
  if (dialect_of(location.url) == Dialect::sqlite) {
    if (!exists(location.url)) {
      throw ConfigurationError(fmt::format("There is no database {}.", sqlite_file(location.url)));
    }
    return std::make_unique<ServerLock>(sqlite_file(location.url));
  }
  const std::vector<std::string> nodes = nodes_below(*connect(location, clock), INT_MAX);
  if (nodes.empty()) return nullptr;
  throw ConfigurationError(fmt::format("nodes are running on the source ({}). Stop them first.",
                                       fmt::join(nodes, ", ")));
}

std::string without_password(const std::string& url) {
  const std::size_t start = url.find("://");
  if (start == std::string::npos) return url;
  // The user and password end at the last @ before the first slash, as libpq reads them.
  const std::size_t slash = std::min(url.find('/', start + 3), url.size());
  std::string out = url.substr(0, slash);
  const std::size_t at = out.rfind('@');
  const std::size_t colon = out.find(':', start + 3);
  if (at != std::string::npos && colon < at) out.replace(colon + 1, at - colon - 1, "…");
  std::string rest = url.substr(slash);
  constexpr std::string_view kName = "password=";
  for (std::size_t found = 0; (found = rest.find(kName, found)) != std::string::npos;) {
    found += kName.size();
    rest.replace(found, std::min(rest.find('&', found), rest.size()) - found, "…");
  }
  return out + rest;
}

std::unique_ptr<Connection> connect(const DatabaseLocation& location, const Clock& clock) {
  if (dialect_of(location.url) == Dialect::postgres) {
    return std::make_unique<PostgresConnection>(
        std::make_shared<PostgresShared>(location.url, location.password, clock, kToolsPatience));
  }
  return std::make_unique<SqliteConnection>(SqliteOptions{.file = sqlite_file(location.url)},
                                            std::make_shared<SqliteShared>(clock));
}

}  // namespace usher::store
