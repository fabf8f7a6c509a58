/// A token bucket for rate limits, also known as GCRA.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace usher {

/// The refill rate and the capacity of a bucket.
struct TokenRate {
  std::chrono::microseconds interval{};  ///< the time in which one token is added; more than 0
  std::chrono::microseconds burst{};     ///< the time in which an empty bucket becomes full
};

/// A bucket that stores only the time at which it was or will be empty. The caller supplies the
/// current time and the rate. Not thread-safe.
class TokenBucket {
 public:
  using Time = std::chrono::microseconds;  ///< time of Clock::steady()

  /// Creates a full bucket.
  TokenBucket() = default;
  /// Creates a bucket that is empty at this time. A time in the future is a debt.
  explicit TokenBucket(Time empty_at) : empty_at_(empty_at) {}

  Time empty_at() const { return empty_at_; }

  /// Returns the time until `tokens` tokens are available; 0 if they are available now.
  Time time_until(std::int64_t tokens, const TokenRate& rate, Time now) const {
    return std::max(after(tokens, rate, now) - now, Time{0});
  }

  /// Takes tokens. If they are not available, the bucket goes into debt.
  void take(std::int64_t tokens, const TokenRate& rate, Time now) {
    empty_at_ = after(tokens, rate, now);
  }

  /// Adds tokens that were taken but not used.
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

  Time empty_at_{INT64_MIN / 4};  // a bucket that was empty long ago is full
};

}  // namespace usher
