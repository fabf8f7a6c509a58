#include "service/mailing/pace.hpp"

#include <algorithm>

namespace usher::service {
namespace {

/// A turn may be late by so much without anything being lost.
constexpr std::chrono::microseconds kMadeUpFor = std::chrono::seconds(1);
constexpr std::size_t kRemembered = 10'000;

int fitting(std::chrono::microseconds next, std::chrono::microseconds each, int wanted,
            Duration now) {
  if (next > now) return 0;
  const std::int64_t fit = (now - next) / each + 1;
  return static_cast<int>(std::min<std::int64_t>(fit, wanted));
}

Duration rounded_up(std::chrono::microseconds wait) {
  return std::max(std::chrono::ceil<Duration>(wait), Duration{0});
}

}  // namespace

Pace::Fine Pace::each(std::int64_t per_second) const {
  return std::max(Fine{std::chrono::seconds(1)} * nodes_ / per_second, Fine{1});
}

Pace::Fine Pace::begin(Fine next, Duration now) {
  return now - next > kMadeUpFor ? Fine{now} : next;
}

Pace::Fine Pace::next_of(domain::AccountId account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? Fine{INT64_MIN / 4} : found->second;
}

int Pace::allowance(int wanted, Duration now) const {
  if (per_second_ == 0) return wanted;
  return fitting(begin(next_, now), each(per_second_), wanted, now);
}

int Pace::allowance(domain::AccountId account, std::int64_t per_second, int wanted,
                    Duration now) const {
  if (per_second == 0) return wanted;
  return fitting(begin(next_of(account), now), each(per_second), wanted, now);
}

Duration Pace::wait(Duration now) const {
  if (per_second_ == 0) return Duration{0};
  return rounded_up(begin(next_, now) - now);
}

Duration Pace::wait(domain::AccountId account, std::int64_t per_second, int taken,
                    Duration now) const {
  if (per_second == 0) return Duration{0};
  return rounded_up(begin(next_of(account), now) + taken * each(per_second) - now);
}

void Pace::take(domain::AccountId account, std::int64_t per_second, int mails, Duration now) {
  if (per_second_ > 0) next_ = begin(next_, now) + mails * each(per_second_);
  if (per_second == 0) return;
  Fine& next = accounts_.try_emplace(account, INT64_MIN / 4).first->second;
  next = begin(next, now) + mails * each(per_second);
  forget_idle(now);
}

void Pace::forget_idle(Duration now) {
  if (accounts_.size() <= kRemembered) return;
  std::erase_if(accounts_, [&](const auto& entry) { return now - entry.second > kMadeUpFor; });
}

}  // namespace usher::service
