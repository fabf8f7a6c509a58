#include "worker/loop.hpp"

#include "service/old_call.hpp"

#include <algorithm>

#include "worker/intervals.hpp"

namespace usher::worker {
namespace {

using store::Access;

constexpr Duration kRelayAlertAfter = std::chrono::minutes(5);

}  // namespace

Loop::Loop(const LoopOptions& options, store::Store& store, const Keys& keys, Random& random,
           const MakeMailer& make_mailer, const mail::Templates& templates, const Clock& clock,
           Log& log, Metrics& metrics)
    : options_(options),
      store_(store),
      clock_(clock),
      log_(log),
      turn_(keys, random, options.rules),
      sweep_(options.rules.lease),
      breaker_(random),
      relay_down_(metrics.gauge("usher_mail_relay_down", "1 while the mail server is left alone")),
      lost_leases_(metrics.counter("usher_worker_lost_leases_total",
                                   "Outcomes that came after their lease had gone to another")) {
  senders_ = std::make_unique<TransactionalMailLane>(
      options.senders, make_mailer, templates, breaker_, clock, log, metrics,
      [this](Ended ended) { inbox_.post(std::move(ended)); });
}

Loop::~Loop() { stop(); }

void Loop::start() {
  thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
  inbox_.end();
  if (thread_.joinable()) thread_.join();
  senders_->stop();
  settle_rest();
}

Duration Loop::time_to_wait() const {
  const Duration now = clock_.steady();
  Duration until = std::min(next_sweep_, next_poll_);
  const Duration wait = breaker_.wait(now).value_or(Duration{0});
  if (wait > Duration{0}) until = std::min(until, now + wait);
  return std::max(until - now, Duration{1});
}

std::vector<Loop::Ended> Loop::take_ended() {
  auto taken = inbox_.take(kSettleCap, claim_again_ ? Duration{0} : time_to_wait());
  claim_again_ = claim_again_ || taken.woken;
  return std::move(taken.ended);
}

void Loop::run() {
  while (true) {
    std::vector<Ended> ended = take_ended();
    if (inbox_.is_ending()) return inbox_.put_back(std::move(ended));
    try {
      sweep();
      watch_relay();
      const int room = 2 * options_.senders.connections - held_ + static_cast<int>(ended.size());
      const bool look = claim_again_ || !ended.empty() || something_due();
      const int claim = look ? breaker_.allowance(room, clock_.steady()) : 0;
      // Nothing may be claimed now: the end of a mail, the breaker or the next poll will tell.
      if (claim <= 0) claim_again_ = false;
      if (!ended.empty() || claim > 0) turn(std::move(ended), claim);
    } catch (const std::exception& error) {
      log_.error("worker turn failed", {{"reason", error.what()}});
      inbox_.put_back(std::move(ended));
      claim_again_ = false;
      next_poll_ = clock_.steady() + kErrorBackoff;
      inbox_.rest(kErrorBackoff);
    }
  }
}

bool Loop::something_due() {
  const Duration now = clock_.steady();
  if (now < next_poll_) return false;
  next_poll_ = now + kPollEvery;
  const auto next = store::old_ask(store_, Access::read, next_due_service_, {});
  return next.due && *next.due <= next.now;
}

void Loop::turn(std::vector<Ended> ended, int claim) {
  service::activation::Turn::Input input{std::move(ended), claim};
  service::activation::Turn::Output out;
  // Before the claim's transaction: the lease counts from there.
  const Duration claimed_at = clock_.steady();
  try {
    out = store::old_ask(store_, Access::write, turn_, input);
  } catch (...) {
    // Nothing was settled: the outcomes wait for the database to come back.
    inbox_.put_back(std::move(input.ended));
    throw;
  }
  held_ += static_cast<int>(out.work.size()) - static_cast<int>(input.ended.size());
  if (out.dropped > 0) {
    lost_leases_.add(out.dropped);
    log_.warn("leases were lost", {{"count", out.dropped}});
  }
  claim_again_ = claim > 0 && static_cast<int>(out.work.size()) == claim;
  const Duration now = clock_.steady();
  if (out.next_due) {
    const Duration until = std::max(*out.next_due - out.now, Duration{0});
    next_poll_ = now + std::min(until, kPollEvery);
  }
  if (out.work.empty()) return;
  breaker_.probe_started();
  senders_->post(std::move(out.work), claimed_at + options_.rules.lease);
}

void Loop::settle_rest() {
  for (int tries = 0; tries < kLastSettleTries; ++tries) {
    try {
      while (true) {
        claim_again_ = true;  // so that take_ended does not wait
        std::vector<Ended> ended = take_ended();
        if (ended.empty()) return;
        turn(std::move(ended), 0);
      }
    } catch (const std::exception& error) {
      log_.error("could not settle before the end", {{"reason", error.what()}});
      std::this_thread::sleep_for(kErrorBackoff);  // a database that fails over is back soon
    }
  }
}

void Loop::sweep() {
  const Duration now = clock_.steady();
  if (now < next_sweep_) return;
  const auto out = store::old_ask(store_, Access::write, sweep_, {});
  const bool left = service::call<&service::purge_removed_lists>(store_).more;
  next_sweep_ = out.more || left ? now : now + kSweepEvery;
  if (out.repaired > 0) log_.warn("times from a wrong clock repaired", {{"tasks", out.repaired}});
}

void Loop::watch_relay() {
  const std::optional<Duration> since = breaker_.open_since();
  relay_down_.set(since ? 1 : 0);
  if (!since) {
    relay_alerted_ = false;
    return;
  }
  if (relay_alerted_ || clock_.steady() - *since < kRelayAlertAfter) return;
  store::old_ask(store_, Access::write, raise_alert_,
                 {"relay",
                  "The mail server has not been reachable for five minutes. Activations wait and "
                  "go on by themselves; see the log for its answer."});
  relay_alerted_ = true;
}

}  // namespace usher::worker
