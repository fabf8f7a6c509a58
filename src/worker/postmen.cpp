#include "worker/postmen.hpp"

namespace usher::worker {
namespace {

using domain::LetterResult;
using service::sending::Ended;

std::vector<Counter> outcome_counters(Metrics& metrics) {
  std::vector<Counter> out;
  for (const LetterResult result :
       {LetterResult::accepted, LetterResult::refused, LetterResult::rejected,
        LetterResult::temporary, LetterResult::not_tried}) {
    out.push_back(metrics.counter("usher_sending_outcomes_total",
                                  "Letters of sendings by how handing them over ended",
                                  {{"outcome", std::string(word_of(result))}}));
  }
  return out;
}

}  // namespace

Postmen::Postmen(int connections, Duration lease, const MakeMailer& make_mailer, LetterTools tools,
                 Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended)
    : tools_(std::move(tools)),
      log_(log),
      outcomes_(outcome_counters(metrics)),
      hand_over_(lease, breaker, clock),
      threads_(connections, make_mailer,
               [this, on_ended = std::move(on_ended)](
                   mail::Mailer* mailer, Threads::Waiting& waiting, Threads::Waiting* next) {
                 on_ended(send(mailer, waiting, next));
               }) {}

Prepared& Postmen::prepared(Threads::Waiting& waiting) const {
  if (!waiting.prepared) waiting.prepared = prepare(waiting.job, tools_);
  return *waiting.prepared;
}

Ended Postmen::send(mail::Mailer* mailer, Threads::Waiting& waiting, Threads::Waiting* next) {
  Ended ended;
  ended.held = waiting.job.held;
  ended.outcome.attempts = waiting.job.attempts;
  ended.outcome.postponed = Duration{0};
  if (mailer == nullptr) return ended;
  const HandedOver handed = hand_over_(*mailer, waiting.lease_ends, [&] {
    if (next != nullptr) mailer->expect(prepared(*next).envelope);
    return std::move(prepared(waiting));
  });
  ended.outcome.result = handed.result;
  ended.outcome.perhaps_taken = handed.perhaps_taken;
  ended.outcome.sender_refused = handed.sender_refused;
  ended.outcome.bad_address = handed.bad_address;
  ended.outcome.postponed = handed.postponed;
  ended.answer = handed.answer;
  ended.bytes = handed.bytes;
  if (!handed.asked) return ended;
  outcomes_[static_cast<std::size_t>(handed.result)].add();
  if (handed.result != LetterResult::accepted) {
    log_.warn("letter not delivered", {{"sending", ended.held.sending.value},
                                       {"recipient", ended.held.recipient.value},
                                       {"attempt", ended.outcome.attempts},
                                       {"outcome", word_of(handed.result)},
                                       {"answer", ended.answer}});
  }
  return ended;
}

}  // namespace usher::worker
