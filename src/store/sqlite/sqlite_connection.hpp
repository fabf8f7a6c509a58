/// Implements `Connection` for SQLite: pragmas, prepared statements, time, and the size of the
/// write-ahead log.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "store/connection.hpp"
#include "store/sqlite/sqlite_shared.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace usher::store {

struct SqliteOptions {
  std::string file;
  Access access = Access::write;
  int cache_kib = 16 * 1024;
  CommandGate* gate = nullptr;        ///< for a server's writer
  const char* file_system = nullptr;  ///< a registered VFS; null: the default
  ReadLimits limits{};                ///< of each transaction; exceeding them throws TooExpensive
};

class SqliteConnection final : public Connection {
 public:
  /// Opens the file; a writing connection creates it. Throws Unavailable with SQLite's reason.
  SqliteConnection(const SqliteOptions& options, std::shared_ptr<SqliteShared> shared);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  void begin(Access access) override;
  TimePoint now() override { return now_; }
  void commit() override;
  void rollback() noexcept override;
  bool in_transaction() const override;
  std::int64_t run(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
                   const OnRow& on_row) override;
  void queue(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
             const OnRow* on_row) override {
    run(statement, batch, scalars, on_row == nullptr ? OnRow() : *on_row);
  }
  void script(const std::string& sql) override;

  /// Returns the raw handle, for checkpoints, backups, and fault injection in tests.
  sqlite3* handle() const { return db_; }

 private:
  sqlite3_stmt* prepare(const Statement& statement);
  sqlite3_stmt* prepare_new(const Statement& statement);
  void add_functions();
  void enforce_time_limit();
  void execute(sqlite3_stmt* prepared, const OnRow& on_row);
  void count_bytes(sqlite3_stmt* prepared);
  void shrink_wal();
  void restart_wal();
  [[noreturn]] void fail(const char* doing) const;

  sqlite3* db_ = nullptr;
  CommandGate* gate_;
  std::shared_ptr<SqliteShared> shared_;
  const ReadLimits limits_;
  std::chrono::steady_clock::time_point deadline_;  ///< of the transaction, if its time is limited
  std::size_t bytes_ = 0;                           ///< of the transaction's rows
  std::chrono::steady_clock::time_point next_restart_;
  std::unordered_map<const Statement*, sqlite3_stmt*> prepared_;
  TimePoint now_;
};

}  // namespace usher::store
