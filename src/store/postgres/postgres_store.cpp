#include "store/postgres/postgres_store.hpp"

#include "store/migrate.hpp"
#include "store/postgres/postgres_connection.hpp"
#include "store/postgres/postgres_listener.hpp"
#include "store/runner.hpp"

namespace usher::store {
namespace {

/// Measured: PostgreSQL is fastest with about 64 rows per statement.
constexpr std::size_t kBatchCap = 64;

class PostgresStore final : public Store {
 public:
  PostgresStore(const StoreOptions& options, const Clock& clock, Log& log, Metrics& metrics)
      : shared_(std::make_shared<PostgresShared>(options.url, options.password, clock)) {
    std::vector<std::unique_ptr<Connection>> writers;
    writers.push_back(std::make_unique<PostgresConnection>(shared_));
    prepare_schema(*writers.front(), Dialect::postgres, options.schema);
    if (options.server) {
      listener_ = std::make_unique<PostgresListener>(shared_, options.on_work, log);
    }
    RunnerOptions writing{.name = "write",
                          .access = Access::write,
                          .batch_cap = kBatchCap,
                          .isolate_single_calls = true};
    if (options.server) {
      writing.on_work = [this, wake = options.on_work] {
        wake();
        listener_->tell_others();
      };
    }
    // Measured: two writers and one reader are best. With more of them, each batch is smaller and
    // the cost of a transaction is shared by fewer calls.
    const int reading = std::max(1, options.connections / 3);
    if (options.server) add(writers, Access::write, options.connections - reading - 1);
    writer_ = std::make_unique<Runner>(writing, std::move(writers), log, metrics);
    if (!options.server) return;  // a command runs one call at a time, on one connection
    std::vector<std::unique_ptr<Connection>> readers;
    add(readers, Access::read, reading);
    reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "read", .access = Access::read, .batch_cap = kBatchCap},
        std::move(readers), log, metrics);
    std::vector<std::unique_ptr<Connection>> limited_readers;
    limited_readers.push_back(
        std::make_unique<PostgresConnection>(shared_, Access::read, kLimitedRead));
    limited_reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "limited_read", .access = Access::read, .isolate_all = true},
        std::move(limited_readers), log, metrics);
  }

  void post(Job& job) override {
    if (job.access() == Access::write || !reader_) return writer_->post(job);
    (job.is_limited() ? *limited_reader_ : *reader_).post(job);
  }

  void stop_limited_reads() override {
    if (limited_reader_) limited_reader_->refuse_all();
  }

  bool is_sole_server() const override { return false; }

 private:
  void add(std::vector<std::unique_ptr<Connection>>& connections, Access access, int count) {
    for (int i = 0; i < count; ++i) {
      connections.push_back(std::make_unique<PostgresConnection>(shared_, access));
    }
  }

  std::shared_ptr<PostgresShared> shared_;
  std::unique_ptr<PostgresListener> listener_;
  std::unique_ptr<Runner> writer_;
  std::unique_ptr<Runner> reader_;
  std::unique_ptr<Runner> limited_reader_;
};

}  // namespace

std::unique_ptr<Store> open_postgres(const StoreOptions& options, const Clock& clock, Log& log,
                                     Metrics& metrics) {
  return std::make_unique<PostgresStore>(options, clock, log, metrics);
}

}  // namespace usher::store
