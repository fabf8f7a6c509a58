#include "worker/breaker.hpp"

#include <algorithm>

namespace usher::worker {
namespace {

constexpr Duration kFirstWait = std::chrono::seconds(1);
constexpr Duration kLongestWait = std::chrono::seconds(60);
constexpr int kMaxDoublings = 6;
constexpr int kMaxSameRefusals = 10;

}  // namespace

int Breaker::allowance(int wanted, Duration now) const {
  const std::lock_guard lock(mutex_);
  if (!open_) return wanted;
  return now >= probe_at_ && !probing_ ? std::min(wanted, 1) : 0;
}

std::optional<Duration> Breaker::wait(Duration now) const {
  const std::lock_guard lock(mutex_);
  if (!open_) return std::nullopt;
  return std::max(probe_at_ - now, Duration{0});
}

std::optional<Duration> Breaker::open_since() const {
  const std::lock_guard lock(mutex_);
  if (!open_) return std::nullopt;
  return opened_at_;
}

void Breaker::probe_started() {
  const std::lock_guard lock(mutex_);
  probing_ = open_;
}

void Breaker::probe_unused() {
  const std::lock_guard lock(mutex_);
  probing_ = false;
}

void Breaker::relay_answered() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  probing_ = false;
  failures_ = 0;
}

bool Breaker::refuses_all(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  refusals_ = reason.empty() ? 0 : (reason == refusal_ ? refusals_ + 1 : 1);
  refusal_ = reason;
  return refusals_ >= kMaxSameRefusals;
}

void Breaker::relay_down(Duration now) {
  const double jitter = 0.8 + 0.4 * uniform(random_);
  const std::lock_guard lock(mutex_);
  // Mails that were in flight together with the failed mail do not count as further failures.
  if (open_ && now < probe_at_) return;
  if (!open_) opened_at_ = now;
  open_ = true;
  probing_ = false;
  const Duration wait =
      std::min(kFirstWait * (1 << std::min(failures_, kMaxDoublings)), kLongestWait);
  ++failures_;
  probe_at_ = now + Duration{static_cast<std::int64_t>(static_cast<double>(wait.count()) * jitter)};
}

}  // namespace usher::worker
