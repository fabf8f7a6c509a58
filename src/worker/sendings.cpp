#include "worker/sendings.hpp"

#include "service/old_call.hpp"

#include <algorithm>

#include "worker/intervals.hpp"

namespace usher::worker {

using store::Access;
Sendings::Sendings(const SendingsOptions& options, store::Store& store, Random& random,
                   const MakeMailer& make_mailer, const MailTools& tools, const Clock& clock,
                   Log& log, Metrics& metrics)
    : options_(options),
      store_(store),
      clock_(clock),
      log_(log),
      pace_(options.messages_per_second),
      turn_(random, options.rules, pace_),
      breaker_(random),
      lost_leases_(metrics.counter("usher_sending_lost_leases_total",
                                   "Outcomes of mails that came after their lease was over")) {
  bulk_mail_lane_ = std::make_unique<BulkMailLane>(
      options.connections, options.rules.lease, make_mailer, tools, breaker_, clock, log, metrics,
      [this](Ended ended) { inbox_.post(std::move(ended)); });
}

Sendings::~Sendings() { stop(); }

void Sendings::start() {
  thread_ = std::thread([this] { run(); });
}

void Sendings::stop() {
  inbox_.end();
  if (thread_.joinable()) thread_.join();
  bulk_mail_lane_->stop();
  settle_rest();
}

Duration Sendings::time_to_wait() const {
  const Duration now = clock_.steady();
  Duration until = next_poll_;
  const Duration wait = breaker_.wait(now).value_or(Duration{0});
  if (wait > Duration{0}) until = std::min(until, now + wait);
  return std::max(until - now, Duration{1});
}

std::vector<Sendings::Ended> Sendings::take_ended() {
  const std::size_t most = std::max<std::size_t>(kSettleCap, 2 * options_.connections);
  auto taken = inbox_.take(most, claim_again_ ? Duration{0} : time_to_wait());
  claim_again_ = claim_again_ || taken.woken;
  return std::move(taken.ended);
}

void Sendings::run() {
  while (true) {
    std::vector<Ended> ended = take_ended();
    if (inbox_.is_ending()) return inbox_.put_back(std::move(ended));
    try {
      const int room = 2 * options_.connections - held_ + static_cast<int>(ended.size());
      const bool look = claim_again_ || !ended.empty() || something_due();
      const Duration now = clock_.steady();
      int claim = look ? breaker_.allowance(room, now) : 0;
      if (claim > 0 && pace_.wait(now) > Duration{0}) claim = 0;
      // Nothing may be claimed now: the end of a mail, the breaker or the next poll will tell.
      if (claim <= 0) claim_again_ = false;
      if (!ended.empty() || claim > 0) turn(std::move(ended), claim);
      if (pace_.wait(now) > Duration{0}) {
        next_poll_ = std::min(next_poll_, now + pace_.wait(now));
      }
    } catch (const std::exception& error) {
      log_.error("turn of the sendings failed", {{"reason", error.what()}});
      inbox_.put_back(std::move(ended));
      claim_again_ = false;
      next_poll_ = clock_.steady() + kErrorBackoff;
      inbox_.rest(kErrorBackoff);
    }
  }
}

bool Sendings::something_due() {
  const Duration now = clock_.steady();
  if (now < next_poll_) return false;
  next_poll_ = now + kPollEvery;
  const auto next = store::old_ask(store_, Access::read, next_due_, {});
  return next.due && *next.due <= next.now;
}

void Sendings::turn(std::vector<Ended> ended, int claim) {
  // Before the claim's transaction: the lease counts from there.
  const Duration now = clock_.steady();
  std::erase_if(issues_, [&](const auto& known) {
    return now - known.second.made >= service::sending::kCompiledMessageLifetime;
  });
  service::sending::Turn::Input input{std::move(ended), claim, now >= next_sweep_, now, issues_};
  service::sending::Turn::Output out;
  try {
    out = store::old_ask(store_, Access::write, turn_, input);
  } catch (...) {
    // Nothing was settled: the outcomes wait for the database to come back.
    inbox_.put_back(std::move(input.ended));
    throw;
  }
  if (input.sweep) {
    next_sweep_ = now + kSweepEvery;
    pace_.share(out.nodes);
  }
  if (claim > 0) issues_ = std::move(out.claimed.issues);
  for (const auto& paced : out.claimed.paced) {
    pace_.take(paced.account, paced.per_second, paced.mails, now);
  }
  held_ += static_cast<int>(out.claimed.mails.size()) - static_cast<int>(input.ended.size());
  after(out, claim);
  if (out.claimed.mails.empty()) return;
  breaker_.probe_started();
  bulk_mail_lane_->post(std::move(out.claimed.mails), now + options_.rules.lease);
}

void Sendings::after(const service::sending::Turn::Output& out, int claim) {
  if (out.dropped > 0) {
    lost_leases_.add(out.dropped);
    log_.warn("leases of mails were lost", {{"count", out.dropped}});
  }
  claim_again_ = claim > 0 && out.claimed.more;
  if (!out.next_due) {
    issues_.clear();  // they can be large
    return;
  }
  const Duration until = std::max(*out.next_due - out.now, Duration{0});
  // What is due and was not taken up (maintenance, say) waits for the next poll.
  next_poll_ = clock_.steady() + (until > Duration{0} ? std::min(until, kPollEvery) : kPollEvery);
}

void Sendings::settle_rest() {
  for (int tries = 0; tries < kLastSettleTries; ++tries) {
    try {
      while (true) {
        claim_again_ = true;  // so that take_ended does not wait
        std::vector<Ended> ended = take_ended();
        if (ended.empty()) return;
        turn(std::move(ended), 0);
      }
    } catch (const std::exception& error) {
      log_.error("could not settle mails before the end", {{"reason", error.what()}});
      std::this_thread::sleep_for(kErrorBackoff);  // a database that fails over is back soon
    }
  }
}

}  // namespace usher::worker
