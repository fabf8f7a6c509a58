/// One mail on its way to the mail server: when it may be tried at all, and what the breaker learns
/// from it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "mail/mailer.hpp"
#include "worker/breaker.hpp"
#include "worker/tasks.hpp"

namespace usher::worker {

/// "accepted", "not_attempted": in metrics and logs.
std::string_view word_of(domain::MailResult result);

struct AttemptResult {
  bool asked = false;  ///< whether the mail server was given a try
  domain::MailResult result = domain::MailResult::not_attempted;
  std::string answer;
  bool possibly_accepted = false;     ///< as mail::SendResult has it
  bool sender_rejected = false;       ///< with temporary: the account's own address
  bool bad_address = false;           ///< as mail::SendResult has it
  std::optional<Duration> postponed;  ///< with not_attempted: until when the relay is left alone
  std::int64_t bytes = 0;             ///< of the mail
  Duration took{0};
};

/// Thread-safe.
class DeliveryAttempt {
 public:
  /// References must outlive it.
  DeliveryAttempt(Duration lease, Breaker& breaker, const Clock& clock);

  /// Not tried where the relay is left alone, or the lease would be over before the outcome could
  /// be written. Never throws for what `prepare` or the mailer does.
  Task<AttemptResult> operator()(mail::Mailer& mailer, Duration lease_ends,
                                 const std::function<Prepared()>& prepare);

 private:
  const Duration margin_;
  Breaker& breaker_;
  const Clock& clock_;
};

}  // namespace usher::worker
