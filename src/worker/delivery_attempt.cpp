#include "worker/delivery_attempt.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace usher::worker {
namespace {

using domain::MailResult;

MailResult mail_result(mail::SendOutcome outcome) {
  switch (outcome) {
    case mail::SendOutcome::accepted:
      return MailResult::accepted;
    case mail::SendOutcome::recipient_rejected:
      return MailResult::recipient_rejected;
    case mail::SendOutcome::message_rejected:
      return MailResult::message_rejected;
    case mail::SendOutcome::deferred:
      return MailResult::deferred;
    case mail::SendOutcome::relay_unavailable:
      return MailResult::not_attempted;
  }
  CHECK(false);
  return MailResult::not_attempted;
}

}  // namespace

std::string_view result_name(MailResult result) {
  constexpr std::string_view kNames[] = {"accepted", "recipient_rejected", "message_rejected",
                                         "deferred", "not_attempted"};
  return kNames[static_cast<std::size_t>(result)];
}

std::string without_addresses(std::string_view reply) {
  std::string out;
  while (!reply.empty()) {
    const std::size_t end = std::min(reply.find(' '), reply.size());
    const std::string_view word = reply.substr(0, end);
    out += word.find('@') == std::string_view::npos ? word : "@";
    out += ' ';
    reply.remove_prefix(std::min(end + 1, reply.size()));
  }
  return out;
}

DeliveryAttempt::DeliveryAttempt(Duration lease, Breaker& breaker, const Clock& clock)
    // An SMTP transaction ends this long before its lease, so that its outcome can be written.
    : margin_(std::min<Duration>(std::chrono::seconds(15), lease / 4)),
      breaker_(breaker),
      clock_(clock) {}

Task<AttemptResult> DeliveryAttempt::send(mail::Mailer& mailer, Duration lease_ends,
                                          const std::function<PreparedMail()>& prepare) {
  AttemptResult out;
  const Duration start = clock_.steady();
  const Duration limit = lease_ends - margin_ - start;
  const std::optional<Duration> wait = breaker_.wait(start);
  const bool breaker_open = wait && *wait > Duration{0};
  if (breaker_open || limit < margin_) {
    breaker_.probe_unused();
    out.postponed = breaker_open ? *wait : Duration{0};
    co_return out;
  }
  out.contacted = true;
  try {
    const PreparedMail prepared = prepare();
    const mail::SendResult sent = co_await mailer.send(prepared.envelope, prepared.mail, limit);
    out.result = mail_result(sent.outcome);
    out.answer = sent.answer;
    out.possibly_accepted = sent.possibly_accepted;
    out.bad_address = sent.bad_address;
    out.sender_rejected = sent.sender_rejected && !prepared.sender_is_ours;
    if (out.sender_rejected) out.result = MailResult::deferred;
    // The same reply to recipient after recipient does not concern their addresses.
    const bool refused = out.result == MailResult::recipient_rejected && !out.bad_address;
    if (breaker_.refuses_all(refused ? without_addresses(out.answer) : std::string())) {
      out.result = MailResult::not_attempted;
    }
    out.bytes = static_cast<std::int64_t>(prepared.mail.size());
  } catch (const std::exception& error) {
    // The error, such as a full disk under capture:, counts as a failure of the relay, not of the
    // mail.
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
