#include "service/mailing/pace.hpp"

#include <algorithm>

namespace usher::service {
namespace {

using Time = TokenBucket::Time;

constexpr Time kMaxCatchUp = std::chrono::seconds(1);
constexpr std::size_t kMaxPacedAccounts = 10'000;

/// Returns the bucket at `now`, which has one token after a pause longer than kMaxCatchUp.
TokenBucket bucket_at(const TokenBucket& bucket, const TokenRate& rate, Duration now) {
  return now - bucket.empty_at() > rate.burst ? TokenBucket(now - rate.interval) : bucket;
}

int available_mails(const TokenBucket& bucket, const TokenRate& rate, int wanted, Duration now) {
  const Time since_empty = now - bucket_at(bucket, rate, now).empty_at();
  const std::int64_t available = std::max<std::int64_t>(since_empty / rate.interval, 0);
  return static_cast<int>(std::min<std::int64_t>(available, wanted));
}

Duration wait_after(const TokenBucket& bucket, const TokenRate& rate, int taken, Duration now) {
  return std::chrono::ceil<Duration>(bucket_at(bucket, rate, now).time_until(taken + 1, rate, now));
}

}  // namespace

TokenRate Pace::rate_of(std::int64_t per_second) const {
  const Time interval = std::max(Time{std::chrono::seconds(1)} * nodes_ / per_second, Time{1});
  return {interval, kMaxCatchUp + interval};
}

TokenBucket Pace::bucket_of(domain::AccountId account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? TokenBucket() : found->second;
}

int Pace::allowance(int wanted, Duration now) const {
  if (per_second_ == 0) return wanted;
  return available_mails(total_, rate_of(per_second_), wanted, now);
}

int Pace::allowance(domain::AccountId account, std::int64_t per_second, int wanted,
                    Duration now) const {
  if (per_second == 0) return wanted;
  return available_mails(bucket_of(account), rate_of(per_second), wanted, now);
}

Duration Pace::wait(Duration now) const {
  if (per_second_ == 0) return Duration{0};
  return wait_after(total_, rate_of(per_second_), 0, now);
}

Duration Pace::wait(domain::AccountId account, std::int64_t per_second, int taken,
                    Duration now) const {
  if (per_second == 0) return Duration{0};
  return wait_after(bucket_of(account), rate_of(per_second), taken, now);
}

void Pace::take(domain::AccountId account, std::int64_t per_second, int mails, Duration now) {
  if (per_second_ > 0) {
    const TokenRate rate = rate_of(per_second_);
    total_ = bucket_at(total_, rate, now);
    total_.take(mails, rate, now);
  }
  if (per_second == 0) return;
  const TokenRate rate = rate_of(per_second);
  TokenBucket& bucket = accounts_[account];
  bucket = bucket_at(bucket, rate, now);
  bucket.take(mails, rate, now);
  forget_idle(now);
}

void Pace::forget_idle(Duration now) {
  if (accounts_.size() <= kMaxPacedAccounts) return;
  const Time longest_burst = rate_of(1).burst;
  std::erase_if(accounts_,
                [&](const auto& entry) { return now - entry.second.empty_at() > longest_burst; });
}

}  // namespace usher::service
