/// Tasks: rows that make effects happen, with their due time, attempts and lease.
///
/// A task is committed together with the change that needs it. An attempt is counted before its
/// effect, attempts are bounded, and leases expire (docs/invariants.md, 6, 8 and 16).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::domain {

using TaskId = Id<struct TaskTag>;

/// The effect of a task. The numbers are stored in the database.
enum class TaskKind : int {
  advance = 1,       ///< brings an activation to Code 2, step by step
  confirmation = 2,  ///< mails the link that confirms the address (Code 0)
  resend = 3,        ///< mails new credentials of an account, or a link to choose a password
  alert = 4,         ///< mails pending alerts to support, as a digest if there are several
};

std::string_view name_of(TaskKind kind);

/// A task that a worker has leased.
struct ClaimedTask {
  TaskId id;
  TaskKind kind = TaskKind::advance;
  ActivationId activation;       ///< the id of the activation; 0 for an alert
  int attempts = 0;              ///< the number of attempts, including this attempt
  std::int64_t lease_token = 0;  ///< the fencing token of the lease
};

/// The number of attempts to send a mail, and the back-off between attempts.
struct RetryPolicy {
  int attempts = 8;              ///< the number of temporary failures that leads to Code 3
  Duration first_delay{30'000};  ///< the delay after the first attempt; doubles with each attempt
};

/// The interval of retries after Code 3.
inline constexpr Duration kErrorRetryEvery = std::chrono::hours(1);
/// The time after which an activation at Code 3 is no longer retried automatically.
inline constexpr Duration kErrorRetryFor = std::chrono::hours(5 * 24);
/// The time to confirm an address, after which the activation is blocked.
inline constexpr Duration kConfirmWithin = std::chrono::hours(7 * 24);
/// The maximum delay of a confirmation's due time. A later due time results from a wrong clock.
inline constexpr Duration kLongestConfirmDelay = kConfirmWithin + std::chrono::hours(24);
/// The maximum delay of another task's due time.
inline constexpr Duration kLongestDelay = kErrorRetryEvery * 3 / 2;
/// The minimum interval of alert mails. Alerts within it are sent as one digest.
inline constexpr Duration kAlertEvery = std::chrono::minutes(5);

/// Returns the delay after the `attempt`-th failure (from 1), ± 20 % by `jitter` in [0, 1).
Duration retry_delay(const RetryPolicy& policy, int attempt, double jitter);

}  // namespace usher::domain
