/// Decides after an attempt to send a mail whether to retry and which Code follows
/// (docs/invariants.md, 8). Pure.
#pragma once

#include <optional>

#include "domain/provisioning/task.hpp"

namespace usher::domain {

/// The reply of the relay to an attempt to send a mail.
enum class MailResult {
  accepted,            ///< the relay has replied 250 to the whole mail
  recipient_rejected,  ///< the relay has replied 5xx to the recipient: a retry cannot succeed
  message_rejected,    ///< the relay has replied 5xx to the mail, possibly a temporary policy
  deferred,            ///< the relay has replied 4xx, or the connection failed in the transaction
  not_attempted,       ///< the relay is unavailable; no attempt is used up
};

/// The default delay of a mail that was not attempted.
inline constexpr Duration kRelayPause = std::chrono::seconds(1);

/// The outcome of an attempt to send a mail, with the state of its task.
struct MailOutcome {
  MailResult result = MailResult::not_attempted;
  int attempts = 1;                    ///< the number of attempts, including this attempt
  std::optional<TimePoint> failed_at;  ///< the time of the activation's first change to Code 3
  std::optional<Duration> postponed;   ///< the remaining pause of the relay, for `not_attempted`
};

/// The consequences of an attempt for the task and its activation.
struct RetryDecision {
  std::optional<Code> next_code;  ///< the activation's new Code; nullopt: unchanged
  std::optional<Duration>
      retry_in;              ///< the delay of the task's next attempt; nullopt: the task ends
  int attempts = 0;          ///< the task's new count of attempts
  bool alert = false;        ///< true if support is alerted
  bool releases_ip = false;  ///< true if the IP address may request another activation
};

/// Decides after the credentials mail of an activation at Code 5 or 7. In all
/// functions of this file `jitter` is in [0, 1).
RetryDecision after_credentials(const MailOutcome& outcome, const RetryPolicy& policy,
                                TimePoint now, double jitter);
/// Decides after the confirmation mail of an activation at Code 0. `at` is when the activation was
/// accepted. After a sent mail the task is due again when the time to confirm expires.
RetryDecision after_confirmation(const MailOutcome& outcome, const RetryPolicy& policy,
                                 TimePoint at, TimePoint now, double jitter);
/// Decides after the notice to an account's former address, which is sent before the mail of the
/// task. Allows few attempts, because the task's mail is delayed until then. The notice is finished
/// if there is no `retry_in`.
RetryDecision after_move_notice(const MailOutcome& outcome, const RetryPolicy& policy,
                                double jitter);
/// Decides after a mail with new credentials or an alert, neither of which changes a Code.
RetryDecision after_resend_or_alert(TaskKind kind, const MailOutcome& outcome,
                                    const RetryPolicy& policy, double jitter);

}  // namespace usher::domain
