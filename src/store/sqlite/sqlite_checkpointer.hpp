/// The thread that copies SQLite's write-ahead log into the database file while others work.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/metrics.hpp"
#include "store/sqlite/sqlite_connection.hpp"

namespace usher::store {

/// Lets the log grow until a pass pays: a page that was written many times meanwhile is copied
/// once. Then it makes passes until so little is left that the writer can copy the rest between two
/// transactions; after that the log starts over (hard points, 11).
class SqliteCheckpointer {
 public:
  /// `connection` is the thread's own, opened with the paced file system.
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
  bool copying_ = false;  // the thread's own
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::store
