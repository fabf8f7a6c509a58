#include "worker/senders.hpp"

#include <algorithm>

namespace usher::worker {
namespace {

using domain::LetterResult;
using service::activation::Ended;

/// A conversation ends this long before its lease does, so that its outcome can still be written.
Duration margin_of(Duration lease) {
  return std::min<Duration>(std::chrono::seconds(15), lease / 4);
}

std::string_view word_of(LetterResult result) {
  constexpr std::string_view kWords[] = {"accepted", "refused", "rejected", "temporary",
                                         "not_tried"};
  return kWords[static_cast<std::size_t>(result)];
}

}  // namespace

Senders::Senders(const SenderOptions& options, const MakeMailer& make_mailer,
                 const mail::Templates& templates, Breaker& breaker, const Clock& clock, Log& log,
                 Metrics& metrics, OnEnded on_ended)
    : options_(options),
      templates_(templates),
      breaker_(breaker),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      seconds_(metrics.histogram("usher_mail_seconds", "Time of handing one mail over",
                                 {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60})),
      on_ended_(std::move(on_ended)) {
  for (int i = 0; i < options_.connections; ++i) mailers_.push_back(make_mailer());
  for (const std::unique_ptr<mail::Mailer>& mailer : mailers_) {
    threads_.emplace_back([this, &mailer = *mailer] { loop(mailer); });
  }
}

Senders::~Senders() { stop(); }

void Senders::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Senders::post(std::vector<service::activation::Work> work, Duration lease_ends) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& item : work) waiting_.push_back({std::move(item), lease_ends});
  }
  if (work.size() == 1) {
    wake_.notify_one();
  } else {
    wake_.notify_all();
  }
}

void Senders::loop(mail::Mailer& mailer) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Waiting waiting = std::move(waiting_.front());
    waiting_.pop_front();
    const bool ending = ending_;
    lock.unlock();
    if (ending) {
      Ended ended{waiting.work.task,        LetterResult::not_tried, "", Duration{0}, {},
                  waiting.work.letter.about};
      on_ended_(std::move(ended));
    } else {
      on_ended_(send(mailer, waiting));
    }
    lock.lock();
  }
}

Ended Senders::send(mail::Mailer& mailer, const Waiting& waiting) {
  const auto& work = waiting.work;
  const Duration start = clock_.steady();
  Ended ended{work.task,    LetterResult::not_tried, "",
              std::nullopt, work.letter.alerts,      work.letter.about};
  const Duration margin = margin_of(options_.lease);
  const Duration limit = waiting.lease_ends - margin - start;
  const std::optional<Duration> wait = breaker_.wait(start);
  if (wait && *wait > Duration{0}) {
    ended.postponed = *wait;
    breaker_.probe_unused();
    return ended;
  }
  if (limit < margin) {
    breaker_.probe_unused();
    ended.postponed = Duration{0};
    return ended;
  }
  try {
    const Prepared prepared = prepare(work, options_.installation, templates_);
    const mail::Delivery delivery = mailer.send(prepared.envelope, prepared.mail, limit);
    ended.result = result_of(delivery.outcome);
    ended.answer = delivery.answer;
  } catch (const std::exception& error) {
    // A full disk under capture:, say: the relay, not the letter.
    ended.answer = error.what();
  }
  const Duration end = clock_.steady();
  if (ended.result == LetterResult::not_tried) {
    breaker_.relay_down(end);
    ended.postponed = breaker_.wait(end).value_or(Duration{0});
  } else {
    breaker_.relay_answered();
  }
  seconds_.observe(std::chrono::duration<double>(end - start).count());
  outcome_counter(work.task.kind, ended.result).add();
  if (ended.result != LetterResult::accepted) {
    log_.warn("mail not delivered", {{"kind", domain::name_of(work.task.kind)},
                                     {"activation", work.task.activation.value},
                                     {"attempt", work.task.attempts},
                                     {"outcome", word_of(ended.result)},
                                     {"answer", ended.answer}});
  }
  return ended;
}

Counter Senders::outcome_counter(domain::TaskKind kind, LetterResult result) {
  return metrics_.counter(
      "usher_mail_outcomes_total", "Mails by how handing them over ended",
      {{"kind", std::string(domain::name_of(kind))}, {"outcome", std::string(word_of(result))}});
}

}  // namespace usher::worker
