#include "worker/transactional_mail_lane.hpp"

namespace usher::worker {

using domain::MailResult;
using service::MailTaskOutcome;

TransactionalMailLane::TransactionalMailLane(const TransactionalMailOptions& options,
                                             Duration lease, const MakeMailer& make_mailer,
                                             const mail::Templates& templates, Breaker& breaker,
                                             const Clock& clock, Log& log, Metrics& metrics,
                                             OnOutcome on_outcome)
    : options_(options),
      templates_(templates),
      log_(log),
      metrics_(metrics),
      seconds_(metrics.histogram("usher_mail_seconds", "Time of sending one mail",
                                 {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60})),
      attempt_(lease, breaker, clock),
      connections_(
          options.connections, Connections::LookAhead::no, make_mailer,
          [this](mail::Mailer* mailer, Connections::Waiting& waiting, Connections::Waiting*) {
            return send(mailer, waiting);
          },
          std::move(on_outcome)) {}

Task<MailTaskOutcome> TransactionalMailLane::send(mail::Mailer* mailer,
                                                  const Connections::Waiting& waiting) {
  const service::MailTask& work = waiting.job;
  MailTaskOutcome outcome{work.task,   MailResult::not_attempted, "",
                          Duration{0}, work.mail.alerts,          work.mail.purpose};
  if (mailer == nullptr) co_return outcome;
  const std::function<PreparedMail()> prepare = [&] {
    return prepare_transactional_mail(work, options_.installation, templates_);
  };
  const AttemptResult attempt = co_await attempt_.send(*mailer, waiting.lease_ends, prepare);
  // Only a missing mailbox is the fault of the address. Any other refusal is retried like that of a
  // message, and the activation keeps its IP.
  const bool other_cause = attempt.result == MailResult::recipient_rejected && !attempt.bad_address;
  outcome.result = other_cause ? MailResult::message_rejected : attempt.result;
  outcome.answer = attempt.answer;
  outcome.postponed = attempt.postponed;
  if (!attempt.contacted) co_return outcome;
  seconds_.observe(std::chrono::duration<double>(attempt.took).count());
  outcome_counter(work.task.kind, outcome.result).add();
  if (outcome.result != MailResult::accepted) {
    log_.warn("mail not delivered", {{"kind", domain::name_of(work.task.kind)},
                                     {"activation", work.task.activation.value},
                                     {"attempt", work.task.attempts},
                                     {"outcome", result_name(outcome.result)},
                                     {"answer", outcome.answer}});
  }
  co_return outcome;
}

Counter TransactionalMailLane::outcome_counter(domain::TaskKind kind, MailResult result) {
  return metrics_.counter("usher_mail_outcomes_total", "Mails by the outcome of sending them",
                          {{"kind", std::string(domain::name_of(kind))},
                           {"outcome", std::string(result_name(result))}});
}

}  // namespace usher::worker
