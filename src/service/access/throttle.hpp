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

/// Attempts fill three buckets that leak: one for where they come from (30, one leaks in 2 s; for
/// an application, which speaks for many, 200 and ten a second), one for that place and the account
/// together (6, one in 20 s; of an application 12, one in 10 s), one for the account (60, one in
/// 10 s). Only the first two stop
/// somebody at once; the third, which many places together fill, leaves out places that the
/// account's owner has signed in from before, and browsers that show a mark of it. So a stranger
/// who tries an account's passwords, even from many places, stops strangers alone. Unknown user
/// names are counted as known ones are.
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
    /// It can show that somebody has, with the password that the account got at that time.
    std::optional<TimePoint> marked{};
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
  enum class Of { place, place_and_account, account };
  struct Rate {
    double most;
    double per_second;
  };
  struct Bucket {
    double level = 0;  ///< attempts that have not leaked out yet
    Duration at{0};    ///< when that was
    double per_second = 1;
    bool is_owners = false;  ///< of place and account: somebody has signed in from there
  };

  static Rate rate_of(Of of, const Attempt& attempt);
  std::uint64_t key_of(Of of, const Attempt& attempt) const;
  static double level_at(const Bucket& bucket, Duration now);
  void make_room(Duration now);
  void take_back(const Attempt& attempt, bool start_anew);

  const std::string salt_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;  // guarded by mutex_
};

}  // namespace usher::service
