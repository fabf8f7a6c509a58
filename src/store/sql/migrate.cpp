#include "store/migrate.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"

namespace usher::store {
namespace {

constexpr Statement kApplied{"SELECT version, digest FROM schema_version ORDER BY version"};
constexpr Statement kRecord{
    "INSERT INTO schema_version (version, digest, applied_at) VALUES ($1, $2, $3)"};
constexpr const char* kMakeTable =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "  version BIGINT PRIMARY KEY, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)";

int version_of(const EmbeddedFile& file) {
  int version = 0;
  std::from_chars(file.path.data(), file.path.data() + file.path.size(), version);
  CHECK(version > 0);
  return version;
}

std::string digest_of(const EmbeddedFile& file) { return to_hex(sha256(file.text)).substr(0, 16); }

/// The version that the database has, after checking that its steps are ours.
int check_applied(Connection& connection, std::span<const EmbeddedFile> files) {
  int version = 0;
  connection.run(kApplied, nullptr, {}, [&](const Row& row) {
    version = static_cast<int>(row.integer(0));
    const auto index = static_cast<std::size_t>(version) - 1;
    if (index < files.size() && digest_of(files[index]) != row.text(1)) {
      throw ConfigurationError(fmt::format(
          "schema version {} of this database was made by another build of usher.", version));
    }
  });
  return version;
}

}  // namespace

SchemaState schema_state(Connection& connection) {
  const std::span<const EmbeddedFile> files = embedded_migrations();
  SchemaState state;
  state.newest = static_cast<int>(files.size());
  try {
    state.version = check_applied(connection, files);
  } catch (const Unavailable&) {
    state.version = 0;  // no such table yet
  }
  return state;
}

std::vector<int> migrate(Connection& connection, Dialect dialect) {
  const std::span<const EmbeddedFile> files = embedded_migrations();
  std::vector<int> done;
  const TimePoint now = connection.begin(Access::write);
  try {
    connection.script(kMakeTable);
    const int version = check_applied(connection, files);
    if (version > static_cast<int>(files.size())) {
      throw ConfigurationError(
          fmt::format("the database has schema version {}, newer than this program's {}. Install a "
                      "newer usher.",
                      version, files.size()));
    }
    for (const EmbeddedFile& file : files) {
      if (version_of(file) <= version) continue;
      connection.script(expand(file.text, dialect));
      const std::string digest = digest_of(file);
      const Value values[] = {std::int64_t{version_of(file)}, std::string_view(digest), to_ms(now)};
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

}  // namespace usher::store
