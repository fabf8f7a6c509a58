#include "worker/transactional_mail_coordinator.hpp"

#include <algorithm>
#include <optional>

#include "service/mailing/purge.hpp"
#include "service/operation.hpp"
#include "service/provisioning/alert.hpp"
#include "service/provisioning/task_turn.hpp"
#include "worker/intervals.hpp"

namespace usher::worker {
namespace {}  // namespace

TransactionalMailCoordinator::TransactionalMailCoordinator(
    const TransactionalMailOptions& options, store::Store& store, const service::TaskTools& tools,
    const MakeMailer& make_mailer, const mail::Templates& templates, const Clock& clock, Log& log,
    Metrics& metrics)
    : options_(options),
      store_(store),
      tools_(tools),
      clock_(clock),
      log_(log),
      breaker_(tools.random),
      relay_watch_(metrics, "transactional"),
      lost_leases_(metrics.counter("usher_worker_lost_leases_total",
                                   "Outcomes that arrived after their lease expired")) {
  lane_ = std::make_unique<TransactionalMailLane>(
      options, tools.rules.lease, make_mailer, templates, breaker_, clock, log, metrics,
      [this](Outcome outcome) { inbox_.post(std::move(outcome)); });
}

TransactionalMailCoordinator::~TransactionalMailCoordinator() { stop(); }

void TransactionalMailCoordinator::start() {
  thread_ = std::thread([this] { run(); });
}

void TransactionalMailCoordinator::stop() {
  inbox_.end();
  if (thread_.joinable()) thread_.join();
  lane_->stop();
  settle_remaining();
}

Duration TransactionalMailCoordinator::time_to_wait() const {
  const Duration now = clock_.steady();
  Duration until = std::min(next_sweep_, next_poll_);
  const Duration wait = breaker_.wait(now).value_or(Duration{0});
  if (wait > Duration{0}) until = std::min(until, now + wait);
  return std::max(until - now, Duration{1});
}

std::vector<service::MailTaskOutcome> TransactionalMailCoordinator::take_outcomes() {
  auto taken = inbox_.take(kSettleCap, claim_again_ ? Duration{0} : time_to_wait());
  claim_again_ = claim_again_ || taken.woken;
  return std::move(taken.items);
}

void TransactionalMailCoordinator::run() {
  while (true) {
    std::vector<Outcome> outcomes = take_outcomes();
    if (inbox_.is_ending()) return inbox_.requeue(std::move(outcomes));
    try {
      sweep_if_due();
      relay_watch_.check(breaker_, clock_.steady(), store_);
      const int room = 2 * options_.connections - in_flight_ + static_cast<int>(outcomes.size());
      const bool look = claim_again_ || !outcomes.empty() || is_something_due();
      const int claim = look ? breaker_.allowance(room, clock_.steady()) : 0;
      // No claim is possible now, so the thread waits for an outcome, the breaker or the next poll.
      if (claim <= 0) claim_again_ = false;
      if (!outcomes.empty() || claim > 0) run_turn(std::move(outcomes), claim);
    } catch (const std::exception& error) {
      log_.error("worker turn failed", {{"reason", error.what()}});
      inbox_.requeue(std::move(outcomes));
      claim_again_ = false;
      next_poll_ = clock_.steady() + kErrorBackoff;
      inbox_.back_off(kErrorBackoff);
    }
  }
}

bool TransactionalMailCoordinator::is_something_due() {
  const Duration now = clock_.steady();
  if (now < next_poll_) return false;
  next_poll_ = now + kPollEvery;
  const auto next = service::call<&service::read_next_due_task>(store_);
  return next.due && *next.due <= next.now;
}

void TransactionalMailCoordinator::run_turn(std::vector<Outcome> outcomes, int claim) {
  service::TaskTurn turn{std::move(outcomes), claim};
  service::TaskTurnResult result;
  // The time is read before the claim's transaction, in which the lease starts.
  const Duration claimed_at = clock_.steady();
  try {
    result = service::call<&service::settle_and_claim_tasks>(store_, tools_, turn);
  } catch (...) {
    // The turn was rolled back, so the outcomes wait until the database is available.
    inbox_.requeue(std::move(turn.outcomes));
    throw;
  }
  in_flight_ += static_cast<int>(result.tasks.size()) - static_cast<int>(turn.outcomes.size());
  if (result.dropped > 0) {
    lost_leases_.add(result.dropped);
    log_.warn("leases were lost", {{"count", result.dropped}});
  }
  claim_again_ = claim > 0 && static_cast<int>(result.tasks.size()) == claim;
  const Duration now = clock_.steady();
  if (result.next_due) {
    const Duration until = std::max(*result.next_due - result.now, Duration{0});
    next_poll_ = now + std::min(until, kPollEvery);
  }
  if (result.tasks.empty()) return;
  breaker_.probe_started();
  lane_->post(std::move(result.tasks), claimed_at + tools_.rules.lease);
}

void TransactionalMailCoordinator::settle_remaining() {
  for (int tries = 0; tries < kLastSettleTries; ++tries) {
    try {
      while (true) {
        claim_again_ = true;  // take_outcomes() does not wait
        std::vector<Outcome> outcomes = take_outcomes();
        if (outcomes.empty()) return;
        run_turn(std::move(outcomes), 0);
      }
    } catch (const std::exception& error) {
      log_.error("outcomes of tasks could not be settled before the shutdown",
                 {{"reason", error.what()}});
      std::this_thread::sleep_for(kErrorBackoff);  // a failover takes about as long
    }
  }
}

void TransactionalMailCoordinator::sweep_if_due() {
  const Duration now = clock_.steady();
  if (now < next_sweep_) return;
  const service::TaskSweep sweep{tools_.rules.lease};
  const auto swept = service::call<&service::sweep_tasks>(store_, sweep);
  const bool more = service::call<&service::purge_removed_lists>(store_).more;
  next_sweep_ = swept.more || more ? now : now + kSweepEvery;
  if (swept.repaired > 0) {
    log_.warn("times from a wrong clock repaired", {{"tasks", swept.repaired}});
  }
}

}  // namespace usher::worker
