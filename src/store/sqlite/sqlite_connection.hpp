/// Implements `Connection` for SQLite.
#pragma once

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
  CommandGate* gate = nullptr;        ///< the gate of a server's writer; otherwise null
  const char* file_system = nullptr;  ///< the name of a registered VFS; null: the default
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
  void execute(sqlite3_stmt* prepared, const OnRow& on_row);
  void shrink_wal();
  [[noreturn]] void fail(const char* doing) const;

  sqlite3* db_ = nullptr;
  CommandGate* gate_;
  std::shared_ptr<SqliteShared> shared_;
  std::unordered_map<const Statement*, sqlite3_stmt*> prepared_;
  TimePoint now_;
};

}  // namespace usher::store
