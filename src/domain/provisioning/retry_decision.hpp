/// What follows from the outcome of a mail. Pure: the worker acts, this decides (hard points, 8).
#pragma once

#include <optional>

#include "domain/provisioning/task.hpp"

namespace usher::domain {

/// How handing a mail to the mail server ended.
enum class MailResult {
  accepted,            ///< 250 to the whole message
  recipient_rejected,  ///< 5xx to the recipient: a retry cannot succeed
  message_rejected,    ///< 5xx to the message: the relay's policy, possibly only for a while
  deferred,            ///< 4xx, or the connection broke during the transaction
  not_attempted,       ///< the relay is unavailable: uses up no attempt
};

/// How long a mail that was not tried waits when nobody says for how long.
inline constexpr Duration kRelayPause = std::chrono::seconds(1);

struct MailOutcome {
  MailResult result = MailResult::not_attempted;
  int attempts = 1;                    ///< this one included
  std::optional<TimePoint> failed_at;  ///< when the activation first went to Code 3
  std::optional<Duration> postponed;   ///< with not_attempted: until when the relay is left alone
};

struct RetryDecision {
  std::optional<Code> next_code;     ///< the activation's next Code, if it changes
  std::optional<Duration> retry_in;  ///< when the task is due again; nothing: it ends
  int attempts = 0;                  ///< to be counted on the task from now on
  bool alert = false;                ///< support has to know
  bool releases_ip = false;          ///< the applicant may ask again with a better address
};

/// For the credentials mail of an activation at Code 5 or 7.
RetryDecision after_credentials(const MailOutcome& outcome, const RetryPolicy& policy,
                                TimePoint now, double jitter);
/// For the mail that asks to confirm the address, of an activation at Code 0 accepted `at`.
/// Accepted: the task comes back when the time to confirm is over.
RetryDecision after_confirmation(const MailOutcome& outcome, const RetryPolicy& policy,
                                 TimePoint at, TimePoint now, double jitter);
/// For a mail that tells a former address of a move, in front of the one that the task was made
/// for: few tries, because that one waits. Without `retry_in` it is over, one way or the other.
RetryDecision after_move_notice(const MailOutcome& outcome, const RetryPolicy& policy,
                                double jitter);
/// For a mail that changes no Code: new credentials of a finished activation, or an alert.
RetryDecision after_resend_or_alert(TaskKind kind, const MailOutcome& outcome,
                                    const RetryPolicy& policy, double jitter);

}  // namespace usher::domain
