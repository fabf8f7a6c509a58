/// Pauses between attempts: doubling, spread by chance.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "usher/client/time.hpp"

namespace usher::client {

class Pauses {
 public:
  Pauses(std::chrono::milliseconds first, std::chrono::milliseconds longest, Time& time)
      : first_(first), longest_(longest), next_(first), time_(time) {}

  /// Up to a fifth shorter or longer than the plan: many clients that failed together do not come
  /// back together. Never shorter than what the server asks for.
  std::chrono::milliseconds next(const std::optional<std::chrono::seconds>& asked_for = {}) {
    const std::chrono::milliseconds plan = std::min(next_, longest_);
    next_ = plan * 2;
    const std::chrono::milliseconds pause = plan * 4 / 5 + spread(plan * 2 / 5);
    // Spread here as well, upwards only: everybody was told the same second.
    if (asked_for) return std::max(pause, *asked_for + spread(plan * 2 / 5));
    return pause;
  }
  void restart() { next_ = first_; }

 private:
  std::chrono::milliseconds spread(std::chrono::milliseconds width) {
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(width.count()) * time_.chance()));
  }

  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds next_;
  Time& time_;
};

}  // namespace usher::client
