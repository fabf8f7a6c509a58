/// Mails per second, of each account and in all.
///
/// Each has a moment from which on its next mail may go out; a mail moves it on by its share of
/// a second, from where it was and not from now. So a turn that comes late is made up for, and the
/// rate holds over time. After a pause nothing is owed.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

#include "base/clock.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::service {

/// Kept in memory by each node. On several nodes each takes its share, so that the whole is right
/// while all of them have work; a node that is alone with it takes no more than its share. Not
/// thread-safe.
class Pace {
 public:
  /// In all; 0: no limit.
  explicit Pace(int per_second) : per_second_(per_second) {}

  /// By how many nodes it is shared.
  void share(int nodes) { nodes_ = nodes; }

  /// How many of `wanted` mails may go out at the steady time `now`, in all and of an account
  /// with that limit (0: none).
  int allowance(int wanted, Duration now) const;
  int allowance(domain::AccountId account, std::int64_t per_second, int wanted, Duration now) const;
  /// How long it is until one more may, when `taken` go out now.
  Duration wait(Duration now) const;
  Duration wait(domain::AccountId account, std::int64_t per_second, int taken, Duration now) const;
  /// Some were taken up.
  void take(domain::AccountId account, std::int64_t per_second, int mails, Duration now);

 private:
  using Fine = std::chrono::microseconds;

  Fine each(std::int64_t per_second) const;
  static Fine begin(Fine next, Duration now);
  Fine next_of(domain::AccountId account) const;
  void forget_idle(Duration now);

  const int per_second_;
  int nodes_ = 1;
  Fine next_{INT64_MIN / 4};  // long ago: nothing is owed at the start
  std::unordered_map<domain::AccountId, Fine> accounts_;
};

}  // namespace usher::service
