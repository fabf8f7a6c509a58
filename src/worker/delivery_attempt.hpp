/// One attempt to send a mail: whether it may be made at all, and what the breaker learns from it.
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

/// Returns the result's name in metrics and logs: "accepted", "not_attempted", …
std::string_view result_name(domain::MailResult result);

struct AttemptResult {
  bool contacted = false;  ///< an attempt was made to reach the mail server
  domain::MailResult result = domain::MailResult::not_attempted;
  std::string answer;
  bool possibly_accepted = false;  ///< see mail::SendResult
  bool sender_rejected =
      false;                 ///< set with `deferred`: the server rejects the account's own address
  bool bad_address = false;  ///< see mail::SendResult
  std::optional<Duration>
      postponed;           ///< set with `not_attempted`: the time until the breaker's next probe
  std::int64_t bytes = 0;  ///< the size of the mail
  Duration took{0};
};

/// Returns a reply without the addresses in it, so that replies about different recipients compare
/// equal if their cause is the same.
std::string without_addresses(std::string_view reply);

/// Thread-safe.
class DeliveryAttempt {
 public:
  /// References must outlive it.
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
