/// What follows from the outcome of a letter. Pure: the worker acts, this decides (hard points, 8).
#pragma once

#include <optional>

#include "domain/task.hpp"

namespace usher::domain {

/// How handing a letter to the mail server ended.
enum class LetterResult {
  accepted,   ///< 250 to the whole message
  refused,    ///< 5xx to the recipient: trying again will not help
  rejected,   ///< 5xx to the message: the relay's policy, perhaps for a while
  temporary,  ///< 4xx, or the connection broke half-way
  not_tried,  ///< the relay is down: nobody's letter is to blame, no attempt is used up
};

/// How long a letter that was not tried waits when nobody says for how long.
inline constexpr Duration kRelayPause = std::chrono::seconds(1);

struct LetterOutcome {
  LetterResult result = LetterResult::not_tried;
  int attempts = 1;                    ///< this one included
  std::optional<TimePoint> failed_at;  ///< when the activation first went to Code 3
  std::optional<Duration> postponed;   ///< with not_tried: until when the relay is left alone
};

struct Verdict {
  std::optional<Code> to;            ///< the activation's next Code, if it changes
  std::optional<Duration> again_in;  ///< when the task is due again; nothing: it ends
  int attempts = 0;                  ///< to be counted on the task from now on
  bool alert = false;                ///< support has to know
  bool frees_ip = false;             ///< the applicant may ask again with a better address
};

/// For the credentials mail of an activation at Code 5 or 7.
Verdict after_credentials(const LetterOutcome& outcome, const RetryPolicy& policy, TimePoint now,
                          double jitter);
/// For the mail that asks to confirm the address, of an activation at Code 0 accepted `at`.
/// Accepted: the task comes back when the time to confirm is over.
Verdict after_confirmation(const LetterOutcome& outcome, const RetryPolicy& policy, TimePoint at,
                           TimePoint now, double jitter);
/// For a mail that tells a former address of a move, in front of the one that the task was made
/// for: few tries, because that one waits. Without `again_in` it is over, one way or the other.
Verdict after_notice(const LetterOutcome& outcome, const RetryPolicy& policy, double jitter);
/// For a mail that changes no Code: new credentials of a finished activation, or an alert.
Verdict after_plain(TaskKind kind, const LetterOutcome& outcome, const RetryPolicy& policy,
                    double jitter);

}  // namespace usher::domain
