/// Limits the calls per second of each application and method (docs/contract/provisioning.md, B.8).
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

/// The caller whose calls are counted. An application has a separate limit for each account.
struct Caller {
  domain::ApplicationId application;
  domain::AccountId account{};  ///< 0: the application itself
};

/// The arrival time of a call and the decision of the limit. The decision is stored so that a batch
/// that is run again neither counts its calls again nor admits a refused call.
struct Arrival {
  Duration at{0};  ///< steady time
  mutable bool counted = false;
  mutable std::optional<Error> refused{};
};

/// The calls of one application on one method that this node admitted since the last merge. `calls`
/// is 0 if the node has only refused calls and needs the total of all nodes.
struct RateUse {
  domain::ApplicationId application;
  std::string method;
  int calls = 0;
  Duration first{0};  ///< steady time of the first of `calls`; of the last refused call if 0
};

/// The use of a limit by all nodes together, as a leaky bucket. `ahead` is the time until the
/// bucket is empty, negative if it has been empty for that time.
struct RateStanding {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds ahead{0};
};

/// A limit of `per_second` calls in any window of one second. Thread-safe. The counts are in
/// memory: a restart resets the counts of one second.
///
/// Several nodes count separately and merge their counts four times a second (worker/node). Between
/// two merges a node may admit calls that other nodes have used up already. These calls
/// reduce the later limit of all nodes, so that any ten seconds admit at most ten times the limit
/// plus once the limit per node (docs/invariants.md, 19). A single node is exact: the bucket admits
/// the calls that a window of one second admits. Calls on accounts are not merged, because their
/// limit protects the node.
class RateLimit {
 public:
  /// Sets the limit in calls per second; 0: no limit.
  explicit RateLimit(int per_second) : per_second_(per_second) {}

  /// Counts a call, or returns too_many with the text of docs/contract/provisioning.md, B.8.
  Result<void> count(const Caller& caller, std::string_view method, const Arrival& arrival);

  /// Returns the calls that were admitted since the last report, and marks them as reported.
  std::vector<RateUse> report_uses();
  /// Applies the totals of all nodes, as of the steady time `now`.
  void apply_standings(std::span<const RateStanding> standings, Duration now);
  /// Returns the time by which one call fills the bucket; 0 without a limit.
  std::chrono::microseconds cost_of_a_call() const;

 private:
  struct Window {
    std::vector<std::int64_t> admitted;  ///< ring buffer: steady times of the last admitted calls
    std::size_t next = 0;                ///< the index of the oldest time in `admitted`
    std::int64_t second = 0;
    int calls = 0;                 ///< all calls in `second`, admitted or refused
    bool called = false;           ///< true if there were calls since the last merge
    Duration last{0};              ///< steady time of the last call
    int unreported = 0;            ///< number of calls admitted since the last merge
    Duration first_unreported{0};  ///< steady time of the first unreported call
    /// Steady time when the bucket of all nodes is empty.
    std::chrono::microseconds used_until{INT64_MIN / 4};
  };
  /// A key that refers to the method's name, so that look-ups do not allocate memory.
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
  void remove_idle_windows(Duration now);
  bool is_used_up(const Window& window, Duration now) const;

  const int per_second_;
  std::mutex mutex_;
  bool shared_ = false;       // guarded by mutex_; true if counts are merged
  Duration next_cleanup_{0};  // guarded by mutex_
  std::unordered_map<Key, Window, Hash, Equal> windows_;  // guarded by mutex_
};

}  // namespace usher::service
