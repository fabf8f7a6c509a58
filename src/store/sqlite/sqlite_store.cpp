#include "store/sqlite/sqlite_store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "store/history.hpp"
#include "store/migrate.hpp"
#include "store/runner.hpp"
#include "store/sqlite/sqlite_connection.hpp"

namespace usher::store {
namespace {

constexpr std::chrono::milliseconds kCheckpointEvery{100};
constexpr int kWorthACheckpoint = 1'000;  // pages
constexpr int kNearlyDone = 1'500;        // pages that the writer may copy without being felt
constexpr int kWriterCacheKib = 32 * 1024;
constexpr int kReaderCacheKib = 8 * 1024;

/// Copies the write-ahead log into the database file while others work (hard points, 11).
class Checkpointer {
 public:
  Checkpointer(std::unique_ptr<SqliteConnection> connection, std::shared_ptr<SqliteShared> shared,
               Metrics& metrics)
      : connection_(std::move(connection)),
        shared_(std::move(shared)),
        pages_(metrics.gauge("usher_sqlite_wal_pages", "Pages in the write-ahead log")),
        stall_(metrics.gauge("usher_sqlite_wal_stall_milliseconds",
                             "How long the writer last stood still to shrink the log")),
        thread_([this] { loop(); }) {}

  ~Checkpointer() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

 private:
  void loop() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kCheckpointEvery, [this] { return ending_; })) {
      lock.unlock();
      checkpoint();
      lock.lock();
    }
  }

  void checkpoint() {
    const int pages = shared_->wal_pages.load();
    pages_.set(pages);
    stall_.set(shared_->stall_ms.load());
    if (pages < kWorthACheckpoint || shared_->nearly_checkpointed.load()) return;
    int in_log = 0;
    int copied = 0;
    sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log,
                              &copied);
    if (in_log > 0 && in_log - copied < kNearlyDone) shared_->nearly_checkpointed = true;
  }

  std::unique_ptr<SqliteConnection> connection_;
  std::shared_ptr<SqliteShared> shared_;
  Gauge pages_;
  Gauge stall_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& file, const StoreOptions& options, const Clock& clock, Log& log,
              Metrics& metrics)
      : file_(file), shared_(std::make_shared<SqliteShared>(clock)) {
    if (options.server) server_lock_ = std::make_unique<ServerLock>(file);
    gate_ = std::make_unique<CommandGate>(
        file, options.server ? CommandGate::Side::server : CommandGate::Side::command);
    // One after another: opening is where SQLite is busiest with its locks.
    std::vector<std::unique_ptr<Connection>> writers;
    writers.push_back(
        connect(Access::write, kWriterCacheKib, options.server ? gate_.get() : nullptr));
    bring_up_schema(*writers.front(), options.schema);
    check_schema(*writers.front());
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < options.readers; ++i) {
      readers.push_back(connect(Access::read, kReaderCacheKib, nullptr));
    }
    if (options.server) {
      checkpointer_ =
          std::make_unique<Checkpointer>(connect(Access::write, 1024, nullptr), shared_, metrics);
    }
    writer_ = std::make_unique<Runner>(
        RunnerOptions{.name = "write", .access = Access::write, .on_work = options.on_work},
        std::move(writers), log, metrics);
    reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "read", .access = Access::read, .batch_cap = 64}, std::move(readers),
        log, metrics);
  }

  void post(Access access, Job& job) override {
    (access == Access::write ? *writer_ : *reader_).post(job);
  }

  bool is_sole_server() const override { return server_lock_ != nullptr; }

  void backup(const std::string& target) override {
    if (std::filesystem::exists(target)) throw ConfigurationError(target + " exists already.");
    const mode_t before = ::umask(0077);
    const std::unique_ptr<SqliteConnection> source = connect(Access::write, 1024, nullptr);
    static constexpr Statement kCopy{"VACUUM INTO $1"};
    const Value values[] = {std::string_view(target)};
    source->run(kCopy, nullptr, values, {});
    ::umask(before);
  }

 private:
  std::unique_ptr<SqliteConnection> connect(Access access, int cache_kib, CommandGate* gate) {
    return std::make_unique<SqliteConnection>(SqliteOptions{file_, access, cache_kib, gate},
                                              shared_);
  }

  static void bring_up_schema(Connection& connection, Schema schema) {
    const bool empty = schema_state(connection).version == 0;
    if (schema == Schema::bring_up || (schema == Schema::make_if_empty && empty)) {
      migrate(connection, Dialect::sqlite);
    }
  }

  void check_schema(Connection& connection) {
    const SchemaState schema = schema_state(connection);
    if (schema.version != schema.newest) {
      throw ConfigurationError(fmt::format(
          "the database has schema version {}, this program needs {}. {}", schema.version,
          schema.newest,
          schema.version < schema.newest ? "Run 'usher migrate'." : "Install a newer usher."));
    }
    // Time never runs behind what has been committed, also over a restart.
    connection.begin(Access::read);
    Cache cache;
    Tx tx(connection, {}, cache);
    shared_->committed(history::last_time(tx));
    connection.rollback();
  }

  const std::string file_;
  std::shared_ptr<SqliteShared> shared_;
  std::unique_ptr<ServerLock> server_lock_;
  std::unique_ptr<CommandGate> gate_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<Runner> writer_;
  std::unique_ptr<Runner> reader_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics) {
  return std::make_unique<SqliteStore>(file, options, clock, log, metrics);
}

}  // namespace usher::store
