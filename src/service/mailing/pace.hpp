/// Limits the bulk mails per second, for each account and in total.
///
/// A turn that is up to one second late catches up, so that the rate holds over time. After a
/// longer pause one mail is available.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/token_bucket.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::service {

/// The token buckets of one node, in memory. Each node has an equal share of the limits and
/// never exceeds the share, even if the other nodes are idle. Not thread-safe.
class Pace {
 public:
  /// Sets the total limit of all nodes in mails per second; 0: no limit.
  explicit Pace(int per_second) : per_second_(per_second) {}

  /// Sets the number of nodes that share the limits.
  void share(int nodes) { nodes_ = nodes; }

  /// Returns how many of `wanted` mails may be sent at the steady time `now`. The second form
  /// applies an account's limit of `per_second` (0: no limit).
  int allowance(int wanted, Duration now) const;
  int allowance(domain::AccountId account, std::int64_t per_second, int wanted, Duration now) const;
  /// Returns the time until one more mail may be sent, if `taken` mails are sent now.
  Duration wait(Duration now) const;
  Duration wait(domain::AccountId account, std::int64_t per_second, int taken, Duration now) const;
  /// Counts claimed mails against both limits.
  void take(domain::AccountId account, std::int64_t per_second, int mails, Duration now);

 private:
  TokenRate rate_of(std::int64_t per_second) const;
  TokenBucket bucket_of(domain::AccountId account) const;
  void forget_idle(Duration now);

  const int per_second_;
  int nodes_ = 1;
  TokenBucket total_;
  std::unordered_map<domain::AccountId, TokenBucket> accounts_;
};

}  // namespace usher::service
