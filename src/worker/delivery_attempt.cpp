#include "worker/delivery_attempt.hpp"

#include <algorithm>

namespace usher::worker {

using domain::MailResult;

std::string_view word_of(MailResult result) {
  constexpr std::string_view kWords[] = {"accepted", "recipient_rejected", "message_rejected",
                                         "deferred", "not_attempted"};
  return kWords[static_cast<std::size_t>(result)];
}

DeliveryAttempt::DeliveryAttempt(Duration lease, Breaker& breaker, const Clock& clock)
    // A conversation ends this long before its lease does: its outcome can still be written.
    : margin_(std::min<Duration>(std::chrono::seconds(15), lease / 4)),
      breaker_(breaker),
      clock_(clock) {}

Task<AttemptResult> DeliveryAttempt::operator()(mail::Mailer& mailer, Duration lease_ends,
                                                const std::function<Prepared()>& prepare) {
  AttemptResult out;
  const Duration start = clock_.steady();
  const Duration limit = lease_ends - margin_ - start;
  const std::optional<Duration> wait = breaker_.wait(start);
  const bool left_alone = wait && *wait > Duration{0};
  if (left_alone || limit < margin_) {
    breaker_.probe_unused();
    out.postponed = left_alone ? *wait : Duration{0};
    co_return out;
  }
  out.asked = true;
  try {
    const Prepared prepared = prepare();
    const mail::SendResult delivery = co_await mailer.send(prepared.envelope, prepared.mail, limit);
    out.result = result_of(delivery.outcome);
    out.answer = delivery.answer;
    out.possibly_accepted = delivery.possibly_accepted;
    out.bad_address = delivery.bad_address;
    out.sender_rejected = delivery.sender_rejected && !prepared.sender_is_ours;
    if (out.sender_rejected) out.result = MailResult::deferred;
    out.bytes = static_cast<std::int64_t>(prepared.mail.size());
  } catch (const std::exception& error) {
    // A full disk under capture:, say: the relay, not the mail.
    out.answer = error.what();
  }
  const Duration end = clock_.steady();
  out.took = end - start;
  if (out.result == MailResult::not_attempted) {
    breaker_.relay_down(end);
    out.postponed = breaker_.wait(end).value_or(Duration{0});
  } else {
    breaker_.relay_answered();
  }
  co_return out;
}

}  // namespace usher::worker
