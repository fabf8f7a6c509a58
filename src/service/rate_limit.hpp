/// Calls per second, per application and method (the contract's B.8).
#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/application.hpp"

namespace usher::service {

/// The methods that are counted apart.
enum class Method : int { trial_activation, trial_activation_status };

/// When a call came in, and whether it has been counted: a batch that is run a second time must not
/// count its calls again.
struct Arrival {
  Duration at{0};  ///< steady time
  mutable bool counted = false;
};

/// At most `per_second` calls in any window of one second. Thread-safe. Kept in memory: a restart
/// forgets one second's worth.
class RateLimit {
 public:
  /// `per_second` 0: no limit.
  explicit RateLimit(int per_second) : per_second_(per_second) {}

  /// Counts a call. The error carries the words and numbers that the contract asks for.
  Result<void> count(domain::ApplicationId application, Method method, const Arrival& arrival);

 private:
  /// The times of the last calls that were let through, as a ring, and how many came at all in the
  /// current second.
  struct Window {
    std::vector<std::int64_t> let_through;
    std::size_t next = 0;
    std::int64_t second = 0;
    int came = 0;
  };

  const int per_second_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, Window> windows_;  // guarded by mutex_
};

}  // namespace usher::service
