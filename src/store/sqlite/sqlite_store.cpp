#include "store/sqlite/sqlite_store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/error.hpp"
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

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& file, const StoreOptions& options, const Clock& clock, Log& log,
              Metrics& metrics)
      : file_(file), shared_(std::make_shared<SqliteShared>(clock)) {
    if (options.server) server_lock_ = std::make_unique<ServerLock>(file);
    gate_ = std::make_unique<CommandGate>(
        file, options.server ? CommandGate::Side::server : CommandGate::Side::command);
    // Sequentially: opening a database takes several of its locks.
    std::vector<std::unique_ptr<Connection>> writers;
    writers.push_back(connect(Access::write, kWriterCacheKib,
                              options.server ? gate_.get() : nullptr, gathered_vfs()));
    prepare_schema(*writers.front(), Dialect::sqlite, options.schema);
    remember_time(*writers.front());
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < options.readers; ++i) {
      readers.push_back(connect(Access::read, kReaderCacheKib, nullptr));
    }
    std::vector<std::unique_ptr<Connection>> limited_readers;
    limited_readers.push_back(std::make_unique<SqliteConnection>(
        SqliteOptions{.file = file_,
                      .access = Access::read,
                      .cache_kib = kReaderCacheKib,
                      .limits = kLimitedRead},
        shared_));
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
    limited_reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "limited_read", .access = Access::read, .isolate_all = true},
        std::move(limited_readers), log, metrics);
  }

  void post(Job& job) override {
    if (job.access() == Access::write) return writer_->post(job);
    (job.is_limited() ? *limited_reader_ : *reader_).post(job);
  }

  void stop_limited_reads() override {
    shared_->interrupted = true;
    limited_reader_->refuse_all();
  }

  bool is_sole_server() const override { return server_lock_ != nullptr; }

 private:
  std::unique_ptr<SqliteConnection> connect(Access access, int cache_kib, CommandGate* gate,
                                            const char* file_system = nullptr) {
    return std::make_unique<SqliteConnection>(
        SqliteOptions{file_, access, cache_kib, gate, file_system}, shared_);
  }

  void remember_time(Connection& connection) {
    // Time never falls behind the committed rows, also after a restart.
    connection.begin(Access::read);
    Cache cache;
    ReadTx tx(connection, cache);
    shared_->committed(history::last_time(tx));
    connection.rollback();
  }

  const std::string file_;
  std::shared_ptr<SqliteShared> shared_;
  std::unique_ptr<ServerLock> server_lock_;
  std::unique_ptr<CommandGate> gate_;
  std::unique_ptr<SqliteCheckpointer> checkpointer_;
  std::unique_ptr<Runner> writer_;
  std::unique_ptr<Runner> reader_;
  std::unique_ptr<Runner> limited_reader_;
};

}  // namespace

void backup_sqlite(const std::string& file, const std::string& target, const Clock& clock) {
  const CommandGate gate(file, CommandGate::Side::command);
  SqliteConnection source({.file = file, .cache_kib = kSmallCacheKib},
                          std::make_shared<SqliteShared>(clock));
  static constexpr Statement kCopy{"VACUUM INTO $1"};
  const mode_t before = ::umask(0077);
  const Value values[] = {std::string_view(target)};
  source.run(kCopy, nullptr, values, {});
  ::umask(before);
}

std::unique_ptr<Store> open_sqlite(const std::string& file, const StoreOptions& options,
                                   const Clock& clock, Log& log, Metrics& metrics) {
  return std::make_unique<SqliteStore>(file, options, clock, log, metrics);
}

}  // namespace usher::store
