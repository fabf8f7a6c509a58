#include "worker/postmen.hpp"

#include <algorithm>

namespace usher::worker {
namespace {

using domain::LetterResult;
using service::sending::Ended;
using service::sending::Letter;

constexpr std::array kWords = {"accepted", "refused", "rejected", "temporary", "not_tried"};

Ended not_tried(const Letter& letter, Duration postponed) {
  Ended ended;
  ended.held = letter.held;
  ended.outcome.attempts = letter.attempts;
  ended.outcome.postponed = postponed;
  return ended;
}

}  // namespace

Postmen::Postmen(int connections, Duration lease, const MakeMailer& make_mailer, LetterTools tools,
                 Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended)
    // A conversation ends this long before its lease does: its outcome can still be written.
    : margin_(std::min<Duration>(std::chrono::seconds(15), lease / 4)),
      tools_(std::move(tools)),
      breaker_(breaker),
      clock_(clock),
      log_(log),
      on_ended_(std::move(on_ended)) {
  for (const char* const word : kWords) {
    outcomes_.push_back(metrics.counter("usher_sending_outcomes_total",
                                        "Letters of sendings by how handing them over ended",
                                        {{"outcome", word}}));
  }
  for (int i = 0; i < connections; ++i) mailers_.push_back(make_mailer());
  for (const std::unique_ptr<mail::Mailer>& mailer : mailers_) {
    threads_.emplace_back([this, &mailer = *mailer] { loop(mailer); });
  }
}

Postmen::~Postmen() { stop(); }

void Postmen::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Postmen::post(std::vector<Letter> letters, Duration lease_ends) {
  {
    const std::lock_guard lock(mutex_);
    for (Letter& letter : letters) waiting_.push_back({std::move(letter), lease_ends});
  }
  wake_.notify_all();
}

void Postmen::loop(mail::Mailer& mailer) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Waiting waiting = std::move(waiting_.front());
    waiting_.pop_front();
    const bool ending = ending_;
    lock.unlock();
    on_ended_(ending ? not_tried(waiting.letter, Duration{0}) : send(mailer, waiting));
    lock.lock();
  }
}

Ended Postmen::send(mail::Mailer& mailer, const Waiting& waiting) {
  const Duration start = clock_.steady();
  const Duration limit = waiting.lease_ends - margin_ - start;
  const std::optional<Duration> wait = breaker_.wait(start);
  const bool left_alone = wait && *wait > Duration{0};
  if (left_alone || limit < margin_) {
    breaker_.probe_unused();
    return not_tried(waiting.letter, left_alone ? *wait : Duration{0});
  }
  Ended ended = not_tried(waiting.letter, Duration{0});
  hand_over(mailer, waiting, limit, ended);
  const Duration end = clock_.steady();
  const LetterResult result = ended.outcome.result;
  if (result == LetterResult::not_tried) {
    breaker_.relay_down(end);
    ended.outcome.postponed = breaker_.wait(end).value_or(Duration{0});
  } else {
    breaker_.relay_answered();
  }
  outcomes_[static_cast<std::size_t>(result)].add();
  if (result != LetterResult::accepted) {
    log_.warn("letter not delivered", {{"sending", ended.held.sending.value},
                                       {"recipient", ended.held.recipient.value},
                                       {"attempt", ended.outcome.attempts},
                                       {"outcome", kWords[static_cast<std::size_t>(result)]},
                                       {"answer", ended.answer}});
  }
  return ended;
}

void Postmen::hand_over(mail::Mailer& mailer, const Waiting& waiting, Duration limit,
                        Ended& ended) {
  try {
    const Prepared prepared = prepare(waiting.letter, tools_);
    const mail::Delivery delivery = mailer.send(prepared.envelope, prepared.mail, limit);
    ended.outcome.result = result_of(delivery.outcome);
    ended.outcome.perhaps_taken = delivery.perhaps_taken;
    ended.answer = delivery.answer;
    ended.bytes = static_cast<std::int64_t>(prepared.mail.size());
  } catch (const std::exception& error) {
    // A full disk under capture:, say: the relay, not the letter.
    ended.answer = error.what();
  }
}

}  // namespace usher::worker
