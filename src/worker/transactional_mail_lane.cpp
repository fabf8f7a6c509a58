#include "worker/transactional_mail_lane.hpp"

namespace usher::worker {

using domain::MailResult;
using service::activation::Ended;

TransactionalMailLane::TransactionalMailLane(const TransactionalMailLaneOptions& options,
                                             const MakeMailer& make_mailer,
                                             const mail::Templates& templates, Breaker& breaker,
                                             const Clock& clock, Log& log, Metrics& metrics,
                                             OnEnded on_ended)
    : options_(options),
      templates_(templates),
      log_(log),
      metrics_(metrics),
      seconds_(metrics.histogram("usher_mail_seconds", "Time of handing one mail over",
                                 {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60})),
      attempt_(options.lease, breaker, clock),
      connections_(
          options.connections, Connections::Ahead::no, make_mailer,
          [this](mail::Mailer* mailer, Connections::Waiting& waiting, Connections::Waiting*) {
            return send(mailer, waiting);
          },
          std::move(on_ended)) {}

Task<Ended> TransactionalMailLane::send(mail::Mailer* mailer, const Connections::Waiting& waiting) {
  const auto& work = waiting.job;
  Ended ended{work.task,   MailResult::not_attempted, "",
              Duration{0}, work.mail.alerts,          work.mail.about};
  if (mailer == nullptr) co_return ended;
  const std::function<Prepared()> make = [&] {
    return prepare(work, options_.installation, templates_);
  };
  const AttemptResult handed = co_await attempt_(*mailer, waiting.lease_ends, make);
  ended.result = handed.result;
  ended.answer = handed.answer;
  ended.postponed = handed.postponed;
  if (!handed.asked) co_return ended;
  seconds_.observe(std::chrono::duration<double>(handed.took).count());
  outcome_counter(work.task.kind, ended.result).add();
  if (ended.result != MailResult::accepted) {
    log_.warn("mail not delivered", {{"kind", domain::name_of(work.task.kind)},
                                     {"activation", work.task.activation.value},
                                     {"attempt", work.task.attempts},
                                     {"outcome", word_of(ended.result)},
                                     {"answer", ended.answer}});
  }
  co_return ended;
}

Counter TransactionalMailLane::outcome_counter(domain::TaskKind kind, MailResult result) {
  return metrics_.counter(
      "usher_mail_outcomes_total", "Mails by how handing them over ended",
      {{"kind", std::string(domain::name_of(kind))}, {"outcome", std::string(word_of(result))}});
}

}  // namespace usher::worker
