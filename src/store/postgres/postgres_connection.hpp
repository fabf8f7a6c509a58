/// Implements `Connection` for PostgreSQL: prepared statements in a pipeline, and reconnecting.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "store/connection.hpp"
#include "store/dialect.hpp"
#include "store/postgres/postgres_shared.hpp"

struct pg_conn;
struct pg_result;

namespace usher::store {

/// Uses libpq's pipeline mode: queued statements are sent together with the next statement that is
/// waited for, in one round trip. Every wait except that of `script` has a timeout: if a server
/// does not respond in time, the connection is closed. A commit is never cancelled
/// (docs/invariants.md, 17).
class PostgresConnection final : public Connection {
 public:
  /// Connects at the first `begin` or `script`. With Access::read PostgreSQL enforces that the
  /// connection only reads.
  /// Exceeding `limits` throws TooExpensive.
  explicit PostgresConnection(std::shared_ptr<PostgresShared> shared, Access access = Access::write,
                              ReadLimits limits = {})
      : shared_(std::move(shared)), access_(access), limits_(limits) {}
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  void begin(Access access) override;
  TimePoint now() override;
  void commit() override;
  void rollback() noexcept override;
  bool in_transaction() const override;
  std::int64_t run(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
                   const OnRow& on_row) override;
  void queue(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
             const OnRow* on_row) override;
  void script(const std::string& sql) override;

 private:
  struct Prepared {
    std::string name;
    std::vector<BatchType> columns;
  };
  /// A reply that the pipeline still has to deliver.
  struct Expected {
    bool synchronises = false;  ///< the mark at the end of a round trip
    const Statement* prepares = nullptr;
    const OnRow* on_row = nullptr;
    std::int64_t* changed = nullptr;
  };

  void ensure_connected();
  const Prepared& prepare(const Statement& statement, const Batch* batch,
                          std::span<const Value> scalars);
  void send_once(const Statement& statement, const Batch* batch, std::span<const Value> scalars);
  bool send(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
            const Expected& expected);
  void synchronise();
  void finish(Duration within);
  void take(const Expected& expected, Duration until);
  std::string read(pg_result* result, const Expected& expected);
  bool count_bytes(const pg_result* result);
  pg_result* next_result(Duration until);
  void wait_for_socket(Duration until);
  [[noreturn]] void lose(const std::string& why);
  [[noreturn]] void fail(const std::string& state, const std::string& why);
  void close() noexcept;

  const std::shared_ptr<PostgresShared> shared_;
  const Access access_;
  const ReadLimits limits_;
  std::size_t bytes_ = 0;  ///< of the transaction's rows
  pg_conn* connection_ = nullptr;
  std::unordered_map<const Statement*, Prepared> prepared_;
  std::vector<Expected> expected_;
  int names_ = 0;
  std::optional<TimePoint> now_;  ///< of this transaction, once the server has sent it
  const OnRow take_now_ = [this](const Row& row) { now_ = from_ms(row.integer(0)); };
  bool reading_ = false;
  std::string state_;  ///< SQLSTATE and message of the first failure of a round trip
  std::string why_;
  bool warned_ = false;  ///< the server has sent a warning since the last commit began
};

}  // namespace usher::store
