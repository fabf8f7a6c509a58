/// How often somebody may try a password, without locking out those whose account is being
/// tried.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace usher::service {

/// Attempts fill three buckets that leak: one for where they come from, one for that place and the
/// account together, one for the account. Only the first two stop somebody at once; the third,
/// which many places together fill, leaves out places that the account's owner has signed in from
/// before. So a stranger who tries an account's passwords, even from many places, stops strangers
/// alone. Unknown user names are counted as known ones are.
///
/// Kept in memory and by each node for itself: a restart forgets, and n nodes allow n times as
/// much. Thread-safe.
class Throttle {
 public:
  /// Who tries, and what.
  struct Attempt {
    std::string place;      ///< an address, or an application that signs its users in
    std::string user_name;  ///< as typed
    bool many = false;      ///< the place speaks for many people: an application
    bool known = false;     ///< this account's owner has signed in from here before
  };

  /// The random bytes keep strangers from choosing names that share a bucket.
  explicit Throttle(Random& random, std::size_t most = 100'000);

  /// Counts the attempt as a failure until it has `succeeded`: many at once are no way around. The
  /// error says how long to wait.
  Result<void> begin(const Attempt& attempt, Duration now);
  void succeeded(const Attempt& attempt);
  /// The attempt was not looked at after all.
  void forget(const Attempt& attempt);

 private:
  struct Bucket {
    double level = 0;  ///< failures that have not leaked out yet
    Duration at{0};    ///< when that was
  };
  struct Rate {
    double most;
    double per_second;
  };
  struct Kept {
    Bucket bucket;
    Rate rate;
  };
  static constexpr int kBuckets = 3;

  std::uint64_t key_of(int bucket, const Attempt& attempt) const;
  static double level_at(const Kept& kept, Duration now);
  void make_room(Duration now);
  void take_back(const Attempt& attempt, bool start_anew);

  const std::string salt_;
  const std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Kept> buckets_;  // guarded by mutex_
};

}  // namespace usher::service
