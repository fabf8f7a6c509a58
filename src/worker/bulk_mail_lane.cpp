#include "worker/bulk_mail_lane.hpp"

namespace usher::worker {
namespace {

using domain::MailResult;
using service::DeliveryResult;

std::vector<Counter> outcome_counters(Metrics& metrics) {
  std::vector<Counter> out;
  for (const MailResult outcome :
       {MailResult::accepted, MailResult::recipient_rejected, MailResult::message_rejected,
        MailResult::deferred, MailResult::not_attempted}) {
    out.push_back(metrics.counter("usher_sending_outcomes_total",
                                  "Mails of sendings by the outcome of handing them over",
                                  {{"outcome", std::string(result_name(outcome))}}));
  }
  return out;
}

}  // namespace

BulkMailLane::BulkMailLane(int connections, Duration lease, const MakeMailer& make_mailer,
                           BulkMailTools tools, Breaker& breaker, const Clock& clock, Log& log,
                           Metrics& metrics, OnResult on_result)
    : tools_(std::move(tools)),
      log_(log),
      outcomes_(outcome_counters(metrics)),
      attempt_(lease, breaker, clock),
      connections_(
          connections, Connections::LookAhead::yes, make_mailer,
          [this](mail::Mailer* mailer, Connections::Waiting& waiting, Connections::Waiting* next) {
            return send(mailer, waiting, next);
          },
          std::move(on_result)) {}

PreparedMail& BulkMailLane::prepared(Connections::Waiting& waiting) const {
  if (!waiting.prepared) waiting.prepared = prepare(waiting.job, tools_);
  return *waiting.prepared;
}

void BulkMailLane::announce(mail::Mailer& mailer, Connections::Waiting& next) const {
  try {
    mailer.announce(prepared(next).envelope);
  } catch (const std::exception&) {
    // The attempt to send the mail reports the error.
  }
}

Task<DeliveryResult> BulkMailLane::send(mail::Mailer* mailer, Connections::Waiting& waiting,
                                        Connections::Waiting* next) {
  DeliveryResult result;
  result.lease = waiting.job.lease;
  result.memory = static_cast<std::int64_t>(waiting.job.bytes);
  result.outcome.attempts = waiting.job.attempts;
  result.outcome.postponed = Duration{0};
  if (mailer == nullptr) co_return result;
  const std::function<PreparedMail()> make = [&] {
    PreparedMail out = std::move(prepared(waiting));
    if (next != nullptr) announce(*mailer, *next);
    return out;
  };
  const AttemptResult attempt = co_await attempt_.send(*mailer, waiting.lease_ends, make);
  result.outcome.result = attempt.result;
  result.outcome.possibly_accepted = attempt.possibly_accepted;
  result.outcome.sender_rejected = attempt.sender_rejected;
  result.outcome.bad_address = attempt.bad_address;
  result.outcome.postponed = attempt.postponed;
  result.answer = attempt.answer;
  result.bytes = attempt.bytes;
  if (!attempt.contacted) co_return result;
  outcomes_[static_cast<std::size_t>(attempt.result)].add();
  if (attempt.result != MailResult::accepted) {
    log_.warn("mail not delivered", {{"sending", result.lease.sending.value},
                                     {"recipient", result.lease.recipient.value},
                                     {"attempt", result.outcome.attempts},
                                     {"outcome", result_name(attempt.result)},
                                     {"answer", result.answer}});
  }
  co_return result;
}

}  // namespace usher::worker
