#include "store/sqlite/sqlite_checkpointer.hpp"

#include <sqlite3.h>

#include <chrono>

namespace usher::store {
namespace {

constexpr std::chrono::milliseconds kLookEvery{20};
// The sizes were measured with 2,000,000 activations. Smaller passes copy the pages of the large
// indexes repeatedly; larger passes delay commits.
constexpr int kWorthAPass = 40'000;  // pages
constexpr int kNearlyDone = 500;     // pages that the writer can copy without a noticeable pause

}  // namespace

SqliteCheckpointer::SqliteCheckpointer(std::unique_ptr<SqliteConnection> connection,
                                       std::shared_ptr<SqliteShared> shared, Metrics& metrics)
    : connection_(std::move(connection)),
      shared_(std::move(shared)),
      pages_(metrics.gauge("usher_sqlite_wal_pages", "Pages in the write-ahead log")),
      stall_(metrics.gauge("usher_sqlite_wal_stall_milliseconds",
                           "How long the writer last stood still to shrink the log")),
      thread_([this] { loop(); }) {}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SqliteCheckpointer::loop() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kLookEvery, [this] { return stopping_; })) {
    lock.unlock();
    checkpoint();
    lock.lock();
  }
}

void SqliteCheckpointer::checkpoint() {
  const int pages = shared_->wal_pages.load();
  pages_.set(pages);
  stall_.set(shared_->stall_ms.load());
  if (shared_->nearly_checkpointed.load()) return;
  copying_ = copying_ || pages >= kWorthAPass;
  if (!copying_) return;
  int in_log = 0;
  int copied = 0;
  sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log,
                            &copied);
  const int left = shared_->wal_pages.load() - copied;
  if (in_log > 0 && left < kNearlyDone) {
    copying_ = false;
    shared_->nearly_checkpointed = true;
  }
}

}  // namespace usher::store
