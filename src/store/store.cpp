#include "store/store.hpp"

#include "base/error.hpp"
#include "store/migrate.hpp"
#include "store/sqlite/sqlite_connection.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace usher::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

std::string sqlite_file(const std::string& url) {
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) {
    throw ConfigurationError("database.url takes \"sqlite:FILE\".");
  }
  return url.substr(kSqlite.size());
}

}  // namespace

std::unique_ptr<Store> open(const StoreOptions& options, const Clock& clock, Log& log,
                            Metrics& metrics) {
  return open_sqlite(sqlite_file(options.url), options, clock, log, metrics);
}

std::vector<int> bring_up_schema(const std::string& url, const Clock& clock) {
  const std::string file = sqlite_file(url);
  const auto connection = connect(url, clock);
  const SchemaState state = schema_state(*connection);
  if (state.version == state.newest) return {};
  const ServerLock alone(file);
  return migrate(*connection, Dialect::sqlite);
}

std::unique_ptr<Connection> connect(const std::string& url, const Clock& clock) {
  return std::make_unique<SqliteConnection>(SqliteOptions{.file = sqlite_file(url)},
                                            std::make_shared<SqliteShared>(clock));
}

}  // namespace usher::store
