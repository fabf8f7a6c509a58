/// The queue in which a coordinator receives the results of a lane.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace usher::worker {

/// A queue whose reader can also be woken and ended. Thread-safe; only one thread calls take().
template <class Item>
class Inbox {
 public:
  void post(Item item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    condition_.notify_one();
  }
  /// Signals that work may be due. Never blocks.
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      if (woken_) return;
      woken_ = true;
    }
    condition_.notify_one();
  }
  /// Ends all present and later waits.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    condition_.notify_one();
  }
  bool is_ending() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  struct Taken {
    std::vector<Item> items;
    bool woken = false;
  };
  /// Takes up to `max` items. Waits up to `wait` for an item, wake() or end().
  Taken take(std::size_t max, Duration wait) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, wait, [this] { return stopping_ || woken_ || !items_.empty(); });
    Taken out;
    out.woken = std::exchange(woken_, false);
    const auto middle = items_.begin() + static_cast<std::ptrdiff_t>(std::min(items_.size(), max));
    out.items.assign(std::make_move_iterator(items_.begin()), std::make_move_iterator(middle));
    items_.erase(items_.begin(), middle);
    return out;
  }
  /// Puts items that could not be settled back to the front of the queue.
  void requeue(std::vector<Item> items) {
    const std::lock_guard lock(mutex_);
    items_.insert(items_.begin(), std::make_move_iterator(items.begin()),
                  std::make_move_iterator(items.end()));
  }
  /// Waits for `time` or for end().
  void back_off(Duration time) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, time, [this] { return stopping_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::vector<Item> items_;  // guarded by mutex_
  bool woken_ = false;       // guarded by mutex_
  bool stopping_ = false;    // guarded by mutex_
};

}  // namespace usher::worker
