/// Calculates exponential backoff with jitter.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "usher/client/time.hpp"

namespace usher::client {

/// The pauses between attempts. Not thread-safe.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds initial, std::chrono::milliseconds max, Time& time)
      : initial_(initial), max_(max), next_(initial), time_(time) {}

  /// Returns the next pause, up to a fifth shorter or longer than planned, so that clients that
  /// failed together do not retry together. Never shorter than the server's Retry-After.
  std::chrono::milliseconds next(const std::optional<std::chrono::seconds>& retry_after = {}) {
    const std::chrono::milliseconds plan = std::min(next_, max_);
    next_ = plan * 2;
    const std::chrono::milliseconds pause = plan * 4 / 5 + jitter(plan * 2 / 5);
    // Many clients receive the same Retry-After, so jitter is added. It only lengthens the pause.
    if (retry_after) return std::max(pause, *retry_after + jitter(plan * 2 / 5));
    return pause;
  }
  /// Restarts with the initial pause.
  void restart() { next_ = initial_; }

 private:
  std::chrono::milliseconds jitter(std::chrono::milliseconds width) {
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(width.count()) * time_.random()));
  }

  const std::chrono::milliseconds initial_;
  const std::chrono::milliseconds max_;
  std::chrono::milliseconds next_;
  Time& time_;
};

}  // namespace usher::client
