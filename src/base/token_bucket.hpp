/// A token bucket, also known as a leaky bucket or GCRA.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace usher {

/// The refill rate and the capacity of a bucket.
struct TokenRate {
  std::chrono::microseconds interval{};  ///< time in which one token is added; more than 0
  std::chrono::microseconds burst{};     ///< time in which an empty bucket becomes full
};

/// Stores only the time at which the bucket was, or will be, empty. The caller supplies the time
/// and the rate. Not thread-safe.
class TokenBucket {
 public:
  using Time = std::chrono::microseconds;  ///< steady time

  /// A full bucket.
  TokenBucket() = default;
  /// A bucket that is empty at this time. A time in the future is a debt.
  explicit TokenBucket(Time empty_at) : empty_at_(empty_at) {}

  Time empty_at() const { return empty_at_; }

  /// Returns the time until `tokens` can be taken: 0 if they are available now.
  Time time_until(std::int64_t tokens, const TokenRate& rate, Time now) const {
    return std::max(after(tokens, rate, now) - now, Time{0});
  }

  /// Takes tokens even if they are not available: the bucket is then in debt.
  void take(std::int64_t tokens, const TokenRate& rate, Time now) {
    empty_at_ = after(tokens, rate, now);
  }

  /// Returns tokens that were taken in vain.
  void put_back(std::int64_t tokens, const TokenRate& rate) { empty_at_ -= tokens * rate.interval; }

  /// Returns how many tokens, with fractions, are missing from a full bucket.
  double missing(const TokenRate& rate, Time now) const {
    const Time until_full = after(0, rate, now) + rate.burst - now;
    return std::chrono::duration<double>(until_full) / rate.interval;
  }

 private:
  /// Returns the time at which the bucket is empty after taking tokens.
  Time after(std::int64_t tokens, const TokenRate& rate, Time now) const {
    return std::max(empty_at_, now - rate.burst) + tokens * rate.interval;
  }

  Time empty_at_{INT64_MIN / 4};  // long ago
};

}  // namespace usher
