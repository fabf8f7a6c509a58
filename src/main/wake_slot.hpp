/// Connects the store, which is constructed first, with the workers that it wakes.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace usher {

/// A settable function that wakes the workers. Thread-safe.
class WakeSlot {
 public:
  /// Sets the function that wakes the workers. The former function is not running after the return.
  void set(std::function<void()> workers) {
    const std::lock_guard lock(mutex_);
    workers_ = std::move(workers);
  }
  void wake() const {
    const std::lock_guard lock(mutex_);
    if (workers_) workers_();
  }

 private:
  mutable std::mutex mutex_;
  std::function<void()> workers_;  // guarded by mutex_
};

}  // namespace usher
