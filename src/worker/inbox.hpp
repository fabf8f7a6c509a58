/// Where a worker's coordinating thread waits: for mails that have ended, for work that may be
/// due, for the end.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace usher::worker {

/// `Ended` says how a mail ended. Thread-safe; one thread takes.
template <class Ended>
class Inbox {
 public:
  void post(Ended ended) {
    {
      const std::lock_guard lock(mutex_);
      ended_.push_back(std::move(ended));
    }
    condition_.notify_one();
  }
  /// There may be something due. Cheap, never blocks.
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      if (woken_) return;
      woken_ = true;
    }
    condition_.notify_one();
  }
  /// From now on nobody waits here.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    condition_.notify_one();
  }
  bool is_ending() {
    const std::lock_guard lock(mutex_);
    return ending_;
  }

  struct Taken {
    std::vector<Ended> ended;
    bool woken = false;
  };
  /// Up to `most` that have ended; waits for one, for a wake or for the end, `wait` at most.
  Taken take(std::size_t most, Duration wait) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, wait, [this] { return ending_ || woken_ || !ended_.empty(); });
    Taken out;
    out.woken = std::exchange(woken_, false);
    const auto middle = ended_.begin() + static_cast<std::ptrdiff_t>(std::min(ended_.size(), most));
    out.ended.assign(std::make_move_iterator(ended_.begin()), std::make_move_iterator(middle));
    ended_.erase(ended_.begin(), middle);
    return out;
  }
  /// Outcomes that could not be settled yet: first in the line again.
  void put_back(std::vector<Ended> ended) {
    const std::lock_guard lock(mutex_);
    ended_.insert(ended_.begin(), std::make_move_iterator(ended.begin()),
                  std::make_move_iterator(ended.end()));
  }
  /// Waits that long, or for the end.
  void rest(Duration time) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, time, [this] { return ending_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::vector<Ended> ended_;  // guarded by mutex_
  bool woken_ = false;        // guarded by mutex_
  bool ending_ = false;       // guarded by mutex_
};

}  // namespace usher::worker
