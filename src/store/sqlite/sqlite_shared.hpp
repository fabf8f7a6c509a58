/// State and locks that the connections to one SQLite database share.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/clock.hpp"

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

  /// True when reads with limits must end: the server stops.
  std::atomic<bool> interrupted{false};
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

}  // namespace usher::store
