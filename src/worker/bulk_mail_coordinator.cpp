#include "worker/bulk_mail_coordinator.hpp"

#include <algorithm>
#include <optional>

#include "service/operation.hpp"
#include "worker/intervals.hpp"

namespace usher::worker {

using service::SendingTurn;
using service::SendingTurnResult;

namespace {

/// Compiled messages are kept between turns only up to this size.
constexpr std::size_t kMaxCachedBytes = 16 * 1024 * 1024;

std::int64_t memory_of(const std::vector<service::DeliveryResult>& results) {
  std::int64_t out = 0;
  for (const auto& result : results) out += result.memory;
  return out;
}

std::size_t memory_of(const service::CompiledMessages& messages) {
  std::size_t out = 0;
  for (const auto& [id, cached] : messages) out += cached.message->bytes;
  return out;
}

}  // namespace

BulkMailCoordinator::BulkMailCoordinator(const BulkMailOptions& options, store::Store& store,
                                         Random& random, const MakeMailer& make_mailer,
                                         const BulkMailTools& tools, const Clock& clock, Log& log,
                                         Metrics& metrics)
    : options_(options),
      store_(store),
      clock_(clock),
      log_(log),
      pace_(options.messages_per_second),
      tools_{random, pace_, options.rules},
      breaker_(random),
      relay_watch_(metrics, "bulk"),
      lost_leases_(metrics.counter("usher_sending_lost_leases_total",
                                   "Outcomes of mails that arrived after their lease expired")) {
  lane_ = std::make_unique<BulkMailLane>(
      options.connections, options.rules.lease, make_mailer, tools, breaker_, clock, log, metrics,
      [this](DeliveryResult result) { inbox_.post(std::move(result)); });
}

BulkMailCoordinator::~BulkMailCoordinator() { stop(); }

void BulkMailCoordinator::start() {
  thread_ = std::thread([this] { run(); });
}

void BulkMailCoordinator::stop() {
  inbox_.end();
  if (thread_.joinable()) thread_.join();
  lane_->stop();
  settle_remaining();
}

Duration BulkMailCoordinator::time_to_wait() const {
  const Duration now = clock_.steady();
  Duration until = next_poll_;
  const Duration wait = breaker_.wait(now).value_or(Duration{0});
  if (wait > Duration{0}) until = std::min(until, now + wait);
  return std::max(until - now, Duration{1});
}

std::vector<service::DeliveryResult> BulkMailCoordinator::take_results() {
  const std::size_t max = std::max<std::size_t>(kSettleCap, 2 * options_.connections);
  auto taken = inbox_.take(max, claim_again_ ? Duration{0} : time_to_wait());
  claim_again_ = claim_again_ || taken.woken;
  return std::move(taken.items);
}

void BulkMailCoordinator::run() {
  while (true) {
    std::vector<DeliveryResult> results = take_results();
    if (inbox_.is_ending()) return inbox_.requeue(std::move(results));
    try {
      const int claim = claimable(results);
      // No claim is possible now: wait for a result, the breaker or the next poll.
      if (claim <= 0) claim_again_ = false;
      if (!results.empty() || claim > 0) run_turn(std::move(results), claim);
      const Duration now = clock_.steady();
      if (pace_.wait(now) > Duration{0}) {
        next_poll_ = std::min(next_poll_, now + pace_.wait(now));
      }
    } catch (const std::exception& error) {
      log_.error("a turn of bulk mail failed and will be retried", {{"reason", error.what()}});
      inbox_.requeue(std::move(results));
      claim_again_ = false;
      next_poll_ = clock_.steady() + kErrorBackoff;
      inbox_.back_off(kErrorBackoff);
    }
  }
}

int BulkMailCoordinator::claimable(const std::vector<DeliveryResult>& results) {
  const int room = 2 * options_.connections - in_flight_ + static_cast<int>(results.size());
  const bool look = claim_again_ || !results.empty() || is_something_due();
  const Duration now = clock_.steady();
  if (!look || pace_.wait(now) > Duration{0}) return 0;
  if (bytes_in_flight_ - memory_of(results) >= service::kMaxBytesInFlight) return 0;
  return breaker_.allowance(room, now);
}

bool BulkMailCoordinator::is_something_due() {
  const Duration now = clock_.steady();
  if (now < next_poll_) return false;
  next_poll_ = now + kPollEvery;
  const auto next = service::call<&service::find_next_delivery>(store_);
  return next.due && *next.due <= next.now;
}

void BulkMailCoordinator::run_turn(std::vector<DeliveryResult> results, int claim) {
  // The time is read before the claim's transaction, in which the lease starts.
  const Duration now = clock_.steady();
  std::erase_if(messages_, [&](const auto& cached) {
    return now - cached.second.compiled_at >= service::kCompiledMessageLifetime;
  });
  const std::int64_t bytes = service::kMaxBytesInFlight - bytes_in_flight_ + memory_of(results);
  SendingTurn input{std::move(results), claim, now >= next_sweep_, now, messages_, bytes};
  SendingTurnResult out;
  try {
    out = service::call<&service::settle_and_claim_deliveries>(store_, tools_, input);
  } catch (...) {
    // The turn was rolled back, so the results wait until the database is available.
    inbox_.requeue(std::move(input.results));
    throw;
  }
  if (input.sweep) {
    next_sweep_ = now + kSweepEvery;
    pace_.share(out.nodes);
  }
  if (claim > 0) messages_ = std::move(out.claimed.messages);
  if (memory_of(messages_) > kMaxCachedBytes) messages_.clear();
  for (const auto& [account, per_second, mails] : out.claimed.by_account) {
    pace_.take(account, per_second, mails, now);
  }
  count_in_flight(out, input.results);
  finish_turn(out, claim);
  if (out.claimed.mails.empty()) return;
  breaker_.probe_started();
  lane_->post(std::move(out.claimed.mails), now + options_.rules.lease);
}

void BulkMailCoordinator::count_in_flight(const SendingTurnResult& turn,
                                          const std::vector<DeliveryResult>& results) {
  in_flight_ += static_cast<int>(turn.claimed.mails.size()) - static_cast<int>(results.size());
  bytes_in_flight_ -= memory_of(results);
  for (const auto& mail : turn.claimed.mails) {
    bytes_in_flight_ += static_cast<std::int64_t>(mail.bytes);
  }
}

void BulkMailCoordinator::finish_turn(const SendingTurnResult& turn, int claim) {
  if (turn.lost_leases > 0) {
    lost_leases_.add(turn.lost_leases);
    log_.warn("leases expired before the results of mails were settled",
              {{"count", turn.lost_leases}});
  }
  claim_again_ = claim > 0 && turn.claimed.more;
  if (!turn.next_due) {
    messages_.clear();  // messages can be large
    return;
  }
  const Duration until = std::max(*turn.next_due - turn.now, Duration{0});
  // Due mails that were not claimed, for example during maintenance, wait for the next poll.
  next_poll_ = clock_.steady() + (until > Duration{0} ? std::min(until, kPollEvery) : kPollEvery);
}

void BulkMailCoordinator::settle_remaining() {
  for (int tries = 0; tries < kLastSettleTries; ++tries) {
    try {
      while (true) {
        claim_again_ = true;  // take_results() does not wait
        std::vector<DeliveryResult> results = take_results();
        if (results.empty()) return;
        run_turn(std::move(results), 0);
      }
    } catch (const std::exception& error) {
      log_.error("results of mails could not be settled before the shutdown",
                 {{"reason", error.what()}});
      std::this_thread::sleep_for(kErrorBackoff);  // a failover takes about as long
    }
  }
}

}  // namespace usher::worker
