#include "store/sqlite/sqlite_store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/migrate.hpp"
#include "store/provisioning/history.hpp"
#include "store/runner.hpp"
#include "store/sqlite/sqlite_checkpointer.hpp"
#include "store/sqlite/sqlite_connection.hpp"
#include "store/sqlite/sqlite_gathered_vfs.hpp"
#include "store/sqlite/sqlite_paced_vfs.hpp"

namespace usher::store {
namespace {

constexpr int kWriterCacheKib = 56 * 1024;
constexpr int kSmallCacheKib = 1024;
constexpr int kReaderCacheKib = 8 * 1024;

/// Returns the result of `read` in a transaction of its own.
template <class Read>
auto read_in_transaction(Connection& connection, Read read) {
  connection.begin(Access::read);
  Cache cache;
  ReadTx tx(connection, cache);
  auto out = read(tx);
  connection.rollback();
  return out;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& file, const StoreOptions& options, const Clock& clock, Log& log,
              Metrics& metrics)
      : file_(file), shared_(std::make_shared<SqliteShared>(clock)) {
    if (options.server) server_lock_ = std::make_unique<ServerLock>(file);
    gate_ = std::make_unique<CommandGate>(
        file, options.server ? CommandGate::Side::server : CommandGate::Side::command);
    // Connections are opened one after the other, because opening takes several locks of the
    // database.
    std::vector<std::unique_ptr<Connection>> writers;
    writers.push_back(connect(Access::write, kWriterCacheKib,
                              options.server ? gate_.get() : nullptr, gathered_vfs()));
    prepare_schema(*writers.front(), Dialect::sqlite, options.schema);
    remember_time(*writers.front());
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < options.readers; ++i) {
      readers.push_back(connect(Access::read, kReaderCacheKib, nullptr));
    }
    if (options.server) {
      checkpointer_ = std::make_unique<SqliteCheckpointer>(
          connect(Access::write, kSmallCacheKib, nullptr, paced_vfs()), shared_, metrics);
    }
    writer_ = std::make_unique<Runner>(
        RunnerOptions{.name = "write", .access = Access::write, .on_work = options.on_work},
        std::move(writers), log, metrics);
    reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "read", .access = Access::read, .batch_cap = 64}, std::move(readers),
        log, metrics);
  }

  void post(Job& job) override { (job.access() == Access::write ? *writer_ : *reader_).post(job); }

  bool is_sole_server() const override { return server_lock_ != nullptr; }

 private:
  std::unique_ptr<SqliteConnection> connect(Access access, int cache_kib, CommandGate* gate,
                                            const char* file_system = nullptr) {
    return std::make_unique<SqliteConnection>(
        SqliteOptions{file_, access, cache_kib, gate, file_system}, shared_);
  }

  void remember_time(Connection& connection) {
    // The time must not be before the committed rows, even after a restart.
    shared_->committed(read_in_transaction(connection, history::last_time));
  }

  const std::string file_;
  std::shared_ptr<SqliteShared> shared_;
  std::unique_ptr<ServerLock> server_lock_;
  std::unique_ptr<CommandGate> gate_;
  std::unique_ptr<SqliteCheckpointer> checkpointer_;
  std::unique_ptr<Runner> writer_;
  std::unique_ptr<Runner> reader_;
};

/// Returns the first column of the first row. Opens the file read-only and without settings,
/// because a connection of the store would turn on the write-ahead log in the file.
std::string read_text(const std::string& file, const char* sql) {
  sqlite3* db = nullptr;
  std::string out;
  const auto keep_first = [](void* text, int, char** values, char**) {
    *static_cast<std::string*>(text) = values[0] == nullptr ? "" : values[0];
    return 1;  // no further rows
  };
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
    sqlite3_exec(db, sql, keep_first, &out, nullptr);
  }
  sqlite3_close(db);
  return out;
}

/// Throws Unavailable if the file is damaged or lacks one of the first `entries` history entries,
/// which are append-only.
void verify_backup(const std::string& file, std::int64_t entries) {
  const std::string found = read_text(file, "PRAGMA integrity_check(1)");
  if (found != "ok") throw Unavailable(fmt::format("the backup {} is damaged: {}", file, found));
  const auto last =
      parse_integer<std::int64_t>(read_text(file, "SELECT coalesce(max(id), 0) FROM history"));
  if (last.value_or(-1) < entries) {
    throw Unavailable(fmt::format("the backup {} is incomplete", file));
  }
}

}  // namespace

void backup_sqlite(const std::string& file, const std::string& target, const Clock& clock) {
  const CommandGate gate(file, CommandGate::Side::command);
  SqliteConnection source({.file = file, .cache_kib = kSmallCacheKib},
                          std::make_shared<SqliteShared>(clock));
  static constexpr Statement kCopy{"VACUUM INTO $1"};
  const std::int64_t entries = read_in_transaction(source, history::last_id);
  const mode_t before = ::umask(0077);
  const Value values[] = {std::string_view(target)};
  source.run(kCopy, nullptr, values, {});
  ::umask(before);
  verify_backup(target, entries);
}

std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics) {
  return std::make_unique<SqliteStore>(file, options, clock, log, metrics);
}

}  // namespace usher::store
