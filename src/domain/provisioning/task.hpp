/// Work that is a row: what is due, who holds it, what follows a failure.
///
/// A row of work is committed together with the change that needs it, its attempt is counted before
/// the effect, attempts are bounded and leases end (hard points, 6, 8 and 16).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::domain {

using TaskId = Id<struct TaskTag>;

/// What a task brings about. The numbers are the database's.
enum class TaskKind : int {
  advance = 1,       ///< brings an activation to Code 2, step by step
  confirmation = 2,  ///< asks the applicant to confirm the address (Code 0)
  resend = 3,        ///< mails new credentials of an account that exists, or a link to choose some
  alert = 4,         ///< mails what waits for support, one or a digest
};

std::string_view name_of(TaskKind kind);

/// A task that a worker holds until `lease_until`, as proved by its token.
struct ClaimedTask {
  TaskId id;
  TaskKind kind = TaskKind::advance;
  ActivationId activation;  ///< 0 for an alert
  int attempts = 0;         ///< this one included
  std::int64_t lease_token = 0;
};

/// How often and how long a mail is tried.
struct RetryPolicy {
  int attempts = 8;              ///< temporary refusals before an activation goes to Code 3
  Duration first_delay{30'000};  ///< doubles with each attempt: eight attempts take about an hour
};

/// After Code 3 an activation is taken up again this often …
inline constexpr Duration kErrorRetryEvery = std::chrono::hours(1);
/// … for this long; later only staff can.
inline constexpr Duration kErrorRetryFor = std::chrono::hours(5 * 24);
/// An address that nobody confirms within this time blocks its activation.
inline constexpr Duration kConfirmWithin = std::chrono::hours(7 * 24);
/// No due time is ever further away, for the wait to confirm and for everything else: one that is
/// comes from a clock that was wrong.
inline constexpr Duration kLongestConfirmDelay = kConfirmWithin + std::chrono::hours(24);
inline constexpr Duration kLongestDelay = kErrorRetryEvery * 3 / 2;
/// Alerts that come closer together than this go out as one digest.
inline constexpr Duration kAlertEvery = std::chrono::minutes(5);

/// The wait after the `attempt`-th failure (1 is the first), ± 20 % by `jitter` in [0, 1).
Duration retry_delay(const RetryPolicy& policy, int attempt, double jitter);

}  // namespace usher::domain
