/// Copies SQLite's write-ahead log into the database file on a background thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/metrics.hpp"
#include "store/sqlite/sqlite_connection.hpp"

namespace usher::store {

/// The checkpoint thread. It waits until the log is large, because a page that was written many
/// times is copied once. Then it runs passes until the writer can copy the rest between two
/// transactions, after which the log restarts (docs/invariants.md, 11).
class SqliteCheckpointer {
 public:
  /// Starts the thread. Only the thread uses `connection`, which must have the paced file system.
  SqliteCheckpointer(std::unique_ptr<SqliteConnection> connection,
                     std::shared_ptr<SqliteShared> shared, Metrics& metrics);
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

 private:
  void loop();
  void checkpoint();

  std::unique_ptr<SqliteConnection> connection_;
  std::shared_ptr<SqliteShared> shared_;
  Gauge pages_;
  Gauge stall_;
  bool copying_ = false;  // used by the thread only
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::store
