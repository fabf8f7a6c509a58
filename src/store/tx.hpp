/// One transaction, as service functions see it.
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

/// Given to a service function for the length of one call; never kept. What it wrote is committed
/// or rolled back as a whole by the runner, never by the function.
class Tx {
 public:
  Tx(Connection& connection, Cache& cache) : connection_(connection), cache_(cache) {}
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  /// Read once per transaction: every row that it writes says the same time.
  TimePoint now() {
    if (!now_) now_ = connection_.now();
    return *now_;
  }
  Cache& cache() { return cache_; }

  std::int64_t run(const Statement& statement, std::initializer_list<Value> values,
                   const OnRow& on_row = {}) {
    return connection_.run(statement, nullptr, std::span(values.begin(), values.size()), on_row);
  }
  /// For statements of which only the program's run knows how many values they take.
  std::int64_t run(const Statement& statement, std::span<const Value> values,
                   const OnRow& on_row = {}) {
    return connection_.run(statement, nullptr, values, on_row);
  }
  /// REQUIRES: the statement has a `{batch …}` mark as wide as `batch`.
  std::int64_t run(const Statement& statement, const Batch& batch,
                   std::initializer_list<Value> scalars = {}, const OnRow& on_row = {}) {
    return connection_.run(statement, &batch, std::span(scalars.begin(), scalars.size()), on_row);
  }

  /// What nobody waits for: see Connection::queue.
  void queue(const Statement& statement, std::initializer_list<Value> values,
             const OnRow* on_row = nullptr) {
    connection_.queue(statement, nullptr, std::span(values.begin(), values.size()), on_row);
  }
  void queue(const Statement& statement, const Batch& batch,
             std::initializer_list<Value> scalars = {}) {
    connection_.queue(statement, &batch, std::span(scalars.begin(), scalars.size()), nullptr);
  }

  /// This transaction makes work due: workers are woken once it has been committed.
  void wake_workers() { wakes_workers_ = true; }
  bool wakes_workers() const { return wakes_workers_; }

  /// Activations that reached each code here: counted into the metrics once it has been committed.
  std::array<int, domain::kCodes>& reached() { return reached_; }

 private:
  Connection& connection_;
  std::optional<TimePoint> now_;
  Cache& cache_;
  bool wakes_workers_ = false;
  std::array<int, domain::kCodes> reached_{};
};

inline Value ms(TimePoint time) { return to_ms(time); }
inline Value text(std::string_view text) { return text; }
inline Value number(std::int64_t number) { return number; }
inline Value flag(bool flag) { return std::int64_t{flag ? 1 : 0}; }

}  // namespace usher::store
