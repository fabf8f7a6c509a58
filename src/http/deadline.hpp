/// The deadline of a connection's pending operation.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "http/loop.hpp"

namespace usher::http {

/// A point in time, or the limits of a transfer: a time for its start and for each stall, and
/// beyond that the time that the transferred bytes take at the minimum rate. A slow but steady peer
/// can transfer a body of any length. Not thread-safe.
class Deadline {
 public:
  void set(SteadyTime at) {
    at_ = at;
    expired_ = false;
    rate_ = 0;
  }
  void set_after(std::chrono::milliseconds time) {
    set(std::chrono::steady_clock::now() + time);
  }
  /// `rate` is the minimum in bytes a second, above 0. `transferred` counts the connection's bytes.
  void set_for_transfer(std::chrono::milliseconds stall, std::uint64_t rate,
                        std::uint64_t transferred) {
    set_after(stall);
    start_ = at_;
    stall_ = stall;
    rate_ = rate;
    first_ = last_ = transferred;
  }
  void clear() { at_ = SteadyTime::max(); }

  /// Returns whether the operation must end.
  bool check(SteadyTime now, std::uint64_t transferred) {
    if (now < at_) return false;
    if (rate_ > 0 && transferred != last_) {
      last_ = transferred;
      const std::chrono::milliseconds earned((transferred - first_) * 1000 / rate_);
      at_ = std::min(now + stall_, start_ + earned);
    }
    expired_ = now >= at_;
    return expired_;
  }
  /// Returns whether check() has returned true since the deadline was set.
  bool expired() const { return expired_; }

 private:
  SteadyTime at_ = SteadyTime::max();
  bool expired_ = false;
  std::uint64_t rate_ = 0;  ///< 0: no transfer
  SteadyTime start_;        ///< when the time for the start ends
  std::chrono::milliseconds stall_{0};
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace usher::http
