#include "store/postgres/postgres_store.hpp"

#include "store/migrate.hpp"
#include "store/postgres/postgres_connection.hpp"
#include "store/postgres/postgres_listener.hpp"
#include "store/runner.hpp"

namespace usher::store {
namespace {

/// Measured: about 64 rows a statement is where PostgreSQL is fastest.
constexpr std::size_t kBatchCap = 64;

class PostgresStore final : public Store {
 public:
  PostgresStore(const StoreOptions& options, const Clock& clock, Log& log, Metrics& metrics)
      : shared_(std::make_shared<PostgresShared>(options.url, options.password, clock)) {
    PostgresConnection first(shared_);
    prepare_schema(first, Dialect::postgres, options.schema);
    if (options.server) {
      listener_ = std::make_unique<PostgresListener>(shared_, options.on_work, log);
    }
    RunnerOptions writing{.name = "write", .access = Access::write, .batch_cap = kBatchCap};
    if (options.server) {
      writing.on_work = [this, wake = options.on_work] {
        wake();
        listener_->tell_others();
      };
    }
    // A third of the connections read: reads are short, and what waits for a disk are the writes.
    const int readers = options.server ? std::max(1, options.connections / 3) : 1;
    const int writers = options.server ? std::max(1, options.connections - readers) : 1;
    writer_ = std::make_unique<Runner>(writing, connections(writers), log, metrics);
    reader_ = std::make_unique<Runner>(
        RunnerOptions{.name = "read", .access = Access::read, .batch_cap = kBatchCap},
        connections(readers), log, metrics);
  }

  void post(Access access, Job& job) override {
    (access == Access::write ? *writer_ : *reader_).post(job);
  }

  bool is_sole_server() const override { return false; }

 private:
  std::vector<std::unique_ptr<Connection>> connections(int count) {
    std::vector<std::unique_ptr<Connection>> out;
    for (int i = 0; i < count; ++i) out.push_back(std::make_unique<PostgresConnection>(shared_));
    return out;
  }

  std::shared_ptr<PostgresShared> shared_;
  std::unique_ptr<PostgresListener> listener_;
  std::unique_ptr<Runner> writer_;
  std::unique_ptr<Runner> reader_;
};

}  // namespace

std::unique_ptr<Store> open_postgres(const StoreOptions& options, const Clock& clock, Log& log,
                                     Metrics& metrics) {
  return std::make_unique<PostgresStore>(options, clock, log, metrics);
}

}  // namespace usher::store
