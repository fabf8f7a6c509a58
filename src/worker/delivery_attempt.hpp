/// Makes an attempt to send a mail if the breaker allows it, and reports the outcome to the
/// breaker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "domain/provisioning/retry_decision.hpp"
#include "mail/mailer.hpp"
#include "worker/breaker.hpp"
#include "worker/prepared_mail.hpp"

namespace usher::worker {

/// Returns the result's name in metrics and logs, such as "not_attempted".
std::string_view result_name(domain::MailResult result);

/// The result of an attempt.
struct AttemptResult {
  bool contacted = false;  ///< true if the attempt tried to reach the mail server
  domain::MailResult result = domain::MailResult::not_attempted;
  std::string answer;
  bool possibly_accepted = false;  ///< mail::SendResult::possibly_accepted
  bool sender_rejected = false;    ///< true if `deferred` concerns the account's own sender address
  bool bad_address = false;        ///< mail::SendResult::bad_address
  std::optional<Duration> postponed;  ///< the time until the breaker's next probe
  std::int64_t bytes = 0;             ///< the size of the mail
  Duration took{0};
};

/// A sender of mails that uses the breaker. Thread-safe.
class DeliveryAttempt {
 public:
  /// `lease` is the duration of a lease. References must outlive the object.
  DeliveryAttempt(Duration lease, Breaker& breaker, const Clock& clock);

  /// Sends a mail, unless the breaker is open or the lease would expire before the outcome can be
  /// written. Exceptions of `prepare` and of the mailer become a result.
  Task<AttemptResult> send(mail::Mailer& mailer, Duration lease_ends,
                           const std::function<PreparedMail()>& prepare);

 private:
  const Duration margin_;
  Breaker& breaker_;
  const Clock& clock_;
};

}  // namespace usher::worker
