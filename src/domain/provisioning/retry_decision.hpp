/// Decides after an attempt to send a mail whether to retry and which Code follows
/// (docs/invariants.md, 8). Pure.
#pragma once

#include <optional>

#include "domain/provisioning/task.hpp"

namespace usher::domain {

/// The outcome of an attempt to send a mail, for decisions.
enum class MailResult {
  accepted,            ///< 250 to the whole mail
  recipient_rejected,  ///< 5xx to the recipient: a retry cannot succeed
  message_rejected,    ///< 5xx to the mail: the relay's policy, possibly temporary
  deferred,            ///< 4xx, or the connection broke during the transaction
  not_attempted,       ///< the relay is unavailable: uses up no attempt
};

/// The default delay of a mail that was not attempted.
inline constexpr Duration kRelayPause = std::chrono::seconds(1);

struct MailOutcome {
  MailResult result = MailResult::not_attempted;
  int attempts = 1;                    ///< including this attempt
  std::optional<TimePoint> failed_at;  ///< when the activation first went to Code 3
  std::optional<Duration>
      postponed;  ///< set with `not_attempted`: the remaining pause of the relay
};

/// The consequences for the task and its activation.
struct RetryDecision {
  std::optional<Code> next_code;  ///< the activation's next code; nullopt: unchanged
  std::optional<Duration>
      retry_in;              ///< the delay of the task's next attempt; nullopt: the task ends
  int attempts = 0;          ///< the task's new count of attempts
  bool alert = false;        ///< alerts support
  bool releases_ip = false;  ///< lets the applicant request another activation from this IP address
};

/// Decides after the credentials mail of an activation at Code 5 or 7.
RetryDecision after_credentials(const MailOutcome& outcome, const RetryPolicy& policy,
                                TimePoint now, double jitter);
/// Decides after the confirmation mail of an activation at Code 0, which was accepted `at`. After a
/// sent mail the task is due again when the time to confirm expires.
RetryDecision after_confirmation(const MailOutcome& outcome, const RetryPolicy& policy,
                                 TimePoint at, TimePoint now, double jitter);
/// Decides after the notice to an account's former address, which precedes the task's own mail.
/// Allows few attempts, because that mail waits. The notice is finished if there is no `retry_in`.
RetryDecision after_move_notice(const MailOutcome& outcome, const RetryPolicy& policy,
                                double jitter);
/// Decides after new credentials of a finished activation, or an alert: no Code changes.
RetryDecision after_resend_or_alert(TaskKind kind, const MailOutcome& outcome,
                                    const RetryPolicy& policy, double jitter);

}  // namespace usher::domain
