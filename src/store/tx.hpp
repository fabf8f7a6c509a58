/// The transactions that operations use.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <span>

#include "base/clock.hpp"
#include "domain/provisioning/activation.hpp"
#include "store/cache.hpp"
#include "store/connection.hpp"

namespace usher::store {

/// A transaction that only reads. An operation receives it for one call and must not keep it; the
/// runner ends it.
class ReadTx {
 public:
  ReadTx(Connection& connection, Cache& cache) : connection_(connection), cache_(cache) {}
  ReadTx(const ReadTx&) = delete;
  ReadTx& operator=(const ReadTx&) = delete;

  /// Returns the transaction's time, which is read once, so that all its rows have the same time.
  TimePoint now() {
    if (!now_) now_ = connection_.now();
    return *now_;
  }
  Cache& cache() { return cache_; }

  void run(const Query& query, std::initializer_list<Value> values, const OnRow& on_row) {
    run_statement(query, std::span(values.begin(), values.size()), on_row);
  }
  /// Runs a query whose number of values is known only at run time.
  void run(const Query& query, std::span<const Value> values, const OnRow& on_row) {
    run_statement(query, values, on_row);
  }
  /// Runs a query over a batch. REQUIRES: the query has a `{batch …}` mark as wide as `batch`.
  void run(const Query& query, const Batch& batch, std::initializer_list<Value> scalars,
           const OnRow& on_row) {
    run_statement(query, batch, std::span(scalars.begin(), scalars.size()), on_row);
  }

  /// Sends a query without waiting for its rows (Connection::queue).
  void queue(const Query& query, std::initializer_list<Value> values, const OnRow* on_row) {
    connection_.queue(query, nullptr, std::span(values.begin(), values.size()), on_row);
  }

 protected:
  std::int64_t run_statement(const Statement& statement, std::span<const Value> values,
                             const OnRow& on_row) {
    return connection_.run(statement, nullptr, values, on_row);
  }
  std::int64_t run_statement(const Statement& statement, const Batch& batch,
                             std::span<const Value> scalars, const OnRow& on_row) {
    return connection_.run(statement, &batch, scalars, on_row);
  }
  Connection& connection() { return connection_; }

 private:
  Connection& connection_;
  std::optional<TimePoint> now_;
  Cache& cache_;
};

/// A transaction that may write. The runner commits or rolls back all of it, never the operation.
class WriteTx final : public ReadTx {
 public:
  using ReadTx::queue;
  using ReadTx::ReadTx;
  using ReadTx::run;

  /// Returns the number of rows that the command changed.
  std::int64_t run(const Command& command, std::initializer_list<Value> values,
                   const OnRow& on_row = {}) {
    return run_statement(command, std::span(values.begin(), values.size()), on_row);
  }
  /// Runs a command whose number of values is known only at run time.
  std::int64_t run(const Command& command, std::span<const Value> values,
                   const OnRow& on_row = {}) {
    return run_statement(command, values, on_row);
  }
  /// Runs a command over a batch. REQUIRES: the command has a `{batch …}` mark as wide as `batch`.
  std::int64_t run(const Command& command, const Batch& batch,
                   std::initializer_list<Value> scalars = {}, const OnRow& on_row = {}) {
    return run_statement(command, batch, std::span(scalars.begin(), scalars.size()), on_row);
  }

  /// Sends a command without waiting for its result (Connection::queue).
  void queue(const Command& command, std::initializer_list<Value> values) {
    connection().queue(command, nullptr, std::span(values.begin(), values.size()), nullptr);
  }
  void queue(const Command& command, const Batch& batch,
             std::initializer_list<Value> scalars = {}) {
    connection().queue(command, &batch, std::span(scalars.begin(), scalars.size()), nullptr);
  }

  /// Requests that workers are woken after the commit, because the transaction makes work due.
  void wake_workers() { wakes_workers_ = true; }
  bool wakes_workers() const { return wakes_workers_; }

  /// Returns the numbers of activations that reached each code in this transaction, for the
  /// metrics.
  std::array<int, domain::kCodes>& reached() { return reached_; }

 private:
  bool wakes_workers_ = false;
  std::array<int, domain::kCodes> reached_{};
};

inline Value ms(TimePoint time) { return to_ms(time); }
inline Value text(std::string_view text) { return text; }
inline Value number(std::int64_t number) { return number; }
inline Value flag(bool flag) { return std::int64_t{flag ? 1 : 0}; }

}  // namespace usher::store
