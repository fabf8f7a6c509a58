#include "worker/bulk_mail_lane.hpp"

namespace usher::worker {
namespace {

using domain::MailResult;
using service::sending::Ended;

std::vector<Counter> outcome_counters(Metrics& metrics) {
  std::vector<Counter> out;
  for (const MailResult result :
       {MailResult::accepted, MailResult::recipient_rejected, MailResult::message_rejected,
        MailResult::deferred, MailResult::not_attempted}) {
    out.push_back(metrics.counter("usher_sending_outcomes_total",
                                  "Mails of sendings by how handing them over ended",
                                  {{"outcome", std::string(word_of(result))}}));
  }
  return out;
}

}  // namespace

BulkMailLane::BulkMailLane(int connections, Duration lease, const MakeMailer& make_mailer,
                           MailTools tools, Breaker& breaker, const Clock& clock, Log& log,
                           Metrics& metrics, OnEnded on_ended)
    : tools_(std::move(tools)),
      log_(log),
      outcomes_(outcome_counters(metrics)),
      attempt_(lease, breaker, clock),
      connections_(
          connections, Connections::Ahead::yes, make_mailer,
          [this](mail::Mailer* mailer, Connections::Waiting& waiting, Connections::Waiting* next) {
            return send(mailer, waiting, next);
          },
          std::move(on_ended)) {}

Prepared& BulkMailLane::prepared(Connections::Waiting& waiting) const {
  if (!waiting.prepared) waiting.prepared = prepare(waiting.job, tools_);
  return *waiting.prepared;
}

void BulkMailLane::announce(mail::Mailer& mailer, Connections::Waiting& next) const {
  try {
    mailer.announce(prepared(next).envelope);
  } catch (const std::exception&) {
    // What is wrong with it shows when its turn comes.
  }
}

Task<Ended> BulkMailLane::send(mail::Mailer* mailer, Connections::Waiting& waiting,
                               Connections::Waiting* next) {
  Ended ended;
  ended.held = waiting.job.held;
  ended.outcome.attempts = waiting.job.attempts;
  ended.outcome.postponed = Duration{0};
  if (mailer == nullptr) co_return ended;
  const std::function<Prepared()> make = [&] {
    Prepared out = std::move(prepared(waiting));
    if (next != nullptr) announce(*mailer, *next);
    return out;
  };
  const AttemptResult handed = co_await attempt_(*mailer, waiting.lease_ends, make);
  ended.outcome.result = handed.result;
  ended.outcome.possibly_accepted = handed.possibly_accepted;
  ended.outcome.sender_rejected = handed.sender_rejected;
  ended.outcome.bad_address = handed.bad_address;
  ended.outcome.postponed = handed.postponed;
  ended.answer = handed.answer;
  ended.bytes = handed.bytes;
  if (!handed.asked) co_return ended;
  outcomes_[static_cast<std::size_t>(handed.result)].add();
  if (handed.result != MailResult::accepted) {
    log_.warn("mail not delivered", {{"sending", ended.held.sending.value},
                                     {"recipient", ended.held.recipient.value},
                                     {"attempt", ended.outcome.attempts},
                                     {"outcome", word_of(handed.result)},
                                     {"answer", ended.answer}});
  }
  co_return ended;
}

}  // namespace usher::worker
