/// Implements `Connection` for SQLite: pragmas, prepared statements, time, and the size of the
/// write-ahead log.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "store/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace usher::store {

/// State shared by the connections of one process to one database. Thread-safe.
class SqliteShared {
 public:
  explicit SqliteShared(const Clock& clock) : clock_(clock) {}

  /// Returns the time for a transaction: the wall clock, but never before the last committed time;
  /// if the wall clock is behind that, time advances with the steady clock (docs/invariants.md,
  /// 16).
  TimePoint now() const;
  /// Records the time of a commit.
  void committed(TimePoint time);

  /// Pages in the write-ahead log after the last commit.
  std::atomic<int> wal_pages{0};
  /// True if the checkpoint thread has copied nearly all of the log: the writer may copy the rest,
  /// so that the log restarts.
  std::atomic<bool> nearly_checkpointed{false};
  /// The pause of the writer in milliseconds when it last shrank the log.
  std::atomic<int> stall_ms{0};

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::int64_t last_ms_ = 0;         // guarded by mutex_
  std::int64_t last_steady_ms_ = 0;  // guarded by mutex_
};

/// Lets commands of other processes share the database file with a server's writer.
class CommandGate {
 public:
  enum class Side { server, command };
  CommandGate(const std::string& database_file, Side side);
  ~CommandGate();
  CommandGate(const CommandGate&) = delete;
  CommandGate& operator=(const CommandGate&) = delete;

  /// Called by the server's writer between two transactions: pauses while a command waits. Without
  /// the pause a busy writer takes the lock again before another process wakes up.
  void leave_gap();

 private:
  int descriptor_ = -1;
};

/// A server's lock on a database file, released when the process ends.
class ServerLock {
 public:
  /// Throws ConfigurationError if another server holds the lock.
  explicit ServerLock(const std::string& database_file);
  ~ServerLock();
  ServerLock(const ServerLock&) = delete;
  ServerLock& operator=(const ServerLock&) = delete;

 private:
  int descriptor_ = -1;
};

struct SqliteOptions {
  std::string file;
  Access access = Access::write;
  int cache_kib = 16 * 1024;
  CommandGate* gate = nullptr;        ///< for a server's writer
  const char* file_system = nullptr;  ///< a registered VFS; null: the default
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
