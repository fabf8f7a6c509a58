/// Limits how often passwords can be tried, without locking out the owners of the accounts.
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
#include "base/token_bucket.hpp"

namespace usher::service {

/// Every attempt takes a token from three buckets:
///   source:             30 tokens, one in 2 s; a shared source 200 tokens, ten a second
///   source and account: 6 tokens, one in 20 s; of a shared source 12 tokens, one in 10 s
///   account:            60 tokens, one in 10 s
/// An empty bucket of the first two kinds refuses the attempt. The third bucket, which
/// many sources empty together, does not refuse trusted sources and devices, so that attempts by
/// strangers do not lock out the owner. Unknown user names are counted like known user names.
///
/// Each node has its own counts in memory: a restart resets the counts, and n nodes allow n times
/// as many attempts. Thread-safe.
class Throttle {
 public:
  struct Attempt {
    std::string source;          ///< an IP address, or an application that signs in its users
    std::string user_name;       ///< the user name as received
    bool shared_source = false;  ///< true if the source is an application, which has many users
    bool trusted = false;        ///< true if the owner has signed in from this source before
    /// The `password_set_at` of a trusted device's cookie; nullopt without a valid cookie.
    std::optional<TimePoint> device_cookie_time{};
  };

  /// Salts the keys of the buckets, so that attackers can't choose colliding user names.
  explicit Throttle(Random& random, std::size_t max_buckets = 100'000);

  /// Counts an attempt as a failure until `record_success` or `cancel`, so that parallel attempts
  /// are limited too. `now` is the steady time. Returns `too_many` with the time to wait if a
  /// bucket is empty.
  Result<void> begin(const Attempt& attempt, Duration now);
  /// Uncounts the attempt and all earlier failures of this source with this account.
  void record_success(const Attempt& attempt);
  /// Uncounts an attempt whose password was not checked.
  void cancel(const Attempt& attempt);

 private:
  enum class Scope { source, source_and_account, account };
  struct Entry {
    TokenBucket bucket;
    TokenRate rate;
    bool trusted = false;  ///< true if the owner has signed in, in Scope::source_and_account
  };

  static TokenRate rate_of(Scope scope, const Attempt& attempt);
  std::uint64_t key_of(Scope scope, const Attempt& attempt) const;
  void make_room(Duration now);
  void put_back(const Attempt& attempt, bool succeeded);

  const std::string salt_;
  const std::size_t max_buckets_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Entry> entries_;  // guarded by mutex_
};

}  // namespace usher::service
