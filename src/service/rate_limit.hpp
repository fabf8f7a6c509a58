/// Calls per second, per application and method (the contract's B.8).
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/application.hpp"

namespace usher::service {

/// The names under which the provisioning calls are counted. Calls on an account are counted under
/// the name of their route.
inline constexpr std::string_view kTrialActivation = "TrialActivation";
inline constexpr std::string_view kTrialActivationStatus = "TrialActivationStatus";

/// The counted party. An application that works on many accounts has the limit for each of them.
struct Caller {
  domain::ApplicationId application;
  domain::AccountId account{};  ///< 0: the application itself
};

/// The arrival time of a call, and the decision of the limit on it: a batch that is run a second
/// time neither counts its calls again nor admits a refused one.
struct Arrival {
  Duration at{0};  ///< steady time
  mutable bool counted = false;
  mutable std::optional<Error> refused{};
};

/// Calls of one application on one method that this node admitted since the last merge. With 0
/// calls: it only refused some, and needs the total of all nodes.
struct RateUse {
  domain::ApplicationId application;
  std::string method;
  int calls = 0;
  Duration first{0};  ///< steady time of the first of them, otherwise of the last call
};

/// The use of a limit by all nodes together, as a leaky bucket: `ahead` is how far in the future
/// (negative: in the past) the bucket is empty.
struct RateStanding {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds ahead{0};
};

/// At most `per_second` calls in any window of one second. Thread-safe. Kept in memory: a restart
/// forgets one second's worth.
///
/// On several nodes each counts for itself and they merge what they have counted four times a
/// second (worker/node). Between two merges a node may let through what others have used already;
/// that is owed and paid back by all of them, so that over any ten seconds at most ten times the
/// limit plus once the limit for each node comes through (hard points, 19). A node that is alone is
/// exact: what a window of one second lets through, the bucket lets through too. Calls on accounts
/// are counted by each node for itself: there are as many counters as accounts in use, and what
/// they protect is that node.
class RateLimit {
 public:
  /// `per_second` 0: no limit.
  explicit RateLimit(int per_second) : per_second_(per_second) {}

  /// Counts a call. The error carries the words and numbers that the contract asks for.
  Result<void> count(const Caller& caller, std::string_view method, const Arrival& arrival);

  /// What was let through since this was last called; from now on it counts as told.
  std::vector<RateUse> take_uses();
  /// How all nodes stand, as of the steady time `now`.
  void learn(std::span<const RateStanding> standings, Duration now);
  /// How much of the limit one call uses up; 0 without a limit.
  std::chrono::microseconds cost_of_a_call() const;

 private:
  /// The times of the last calls that were let through, as a ring, and how many came at all in the
  /// current second.
  struct Window {
    std::vector<std::int64_t> let_through;
    std::size_t next = 0;
    std::int64_t second = 0;
    int came = 0;
    bool asked = false;                                   ///< a call came since the last merge
    Duration last{0};                                     ///< when the last one came
    int unreported = 0;                                   ///< let through since the last merge
    Duration first_unreported{0};                         ///< when the first of them came
    std::chrono::microseconds used_until{INT64_MIN / 4};  ///< of all nodes, steady time
  };
  /// A key that refers to the method's name, for look-ups without an allocation.
  struct KeyView {
    std::int64_t application = 0;
    std::int64_t account = 0;
    std::string_view method;
    bool operator==(const KeyView&) const = default;
  };
  struct Key {
    std::int64_t application = 0;
    std::int64_t account = 0;
    std::string method;
    operator KeyView() const { return {application, account, method}; }  // NOLINT: the same key
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& key) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a == b; }
  };
  Window& window_of(const KeyView& key);
  std::optional<Error> count_now(const KeyView& key, const Arrival& arrival);
  void make_room(Duration now);
  bool is_used_up(const Window& window, Duration now) const;

  const int per_second_;
  std::mutex mutex_;
  bool shared_ = false;                                   // guarded by mutex_; somebody merges
  Duration next_room_{0};                                 // guarded by mutex_
  std::unordered_map<Key, Window, Hash, Equal> windows_;  // guarded by mutex_
};

}  // namespace usher::service
