#include "service/rate_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/container_hash/hash.hpp>

namespace usher::service {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kNever = INT64_MIN / 2;
constexpr Duration kBucket{kSecondMs};
constexpr std::chrono::microseconds kMaxAhead = std::chrono::seconds(10);
/// The number of windows above which idle windows are removed.
constexpr std::size_t kWindowsBeforeCleanup = 10'000;

}  // namespace

std::size_t RateLimit::Hash::operator()(const KeyView& key) const {
  std::size_t seed = 0;
  boost::hash_combine(seed, key.application);
  boost::hash_combine(seed, key.account);
  boost::hash_combine(seed, std::hash<std::string_view>{}(key.method));
  return seed;
}

Result<void> RateLimit::count(const Caller& caller, std::string_view method,
                              const Arrival& arrival) {
  if (per_second_ == 0) return {};
  if (!arrival.counted) {
    arrival.refused = count_now({caller.application.value, caller.account.value, method}, arrival);
  }
  arrival.counted = true;
  if (arrival.refused) return *arrival.refused;
  return {};
}

void RateLimit::remove_idle_windows(Duration now) {
  if (windows_.size() < kWindowsBeforeCleanup || now < next_cleanup_) return;
  next_cleanup_ = now + kBucket;
  std::erase_if(windows_, [&](const auto& entry) {
    return entry.second.unreported == 0 && now - entry.second.last > 2 * kBucket &&
           entry.second.used_until < now;
  });
}

RateLimit::Window& RateLimit::window_of(const KeyView& key) {
  const auto found = windows_.find(key);
  if (found != windows_.end()) return found->second;
  return windows_[{key.application, key.account, std::string(key.method)}];
}

std::optional<Error> RateLimit::count_now(const KeyView& key, const Arrival& arrival) {
  // The arrival time counts, not the batch's time: calls that waited for the writer arrived
  // earlier.
  const std::int64_t now = arrival.at.count();
  const std::lock_guard lock(mutex_);
  remove_idle_windows(arrival.at);
  Window& window = window_of(key);
  if (window.admitted.empty()) {
    window.admitted.assign(static_cast<std::size_t>(per_second_), kNever);
  }
  if (window.second != now / kSecondMs) window.calls = 0;
  window.second = now / kSecondMs;
  ++window.calls;
  window.called = true;
  window.last = arrival.at;
  // The oldest of the last `per_second` admitted calls must be at least a second old.
  std::int64_t& oldest = window.admitted[window.next];
  const bool shared = shared_ && key.account == 0;
  if (now - oldest < kSecondMs || (shared && is_used_up(window, arrival.at))) {
    return Error{Errc::too_many,
                 fmt::format("too_many_requests: at most {} calls per second are allowed on this "
                             "method, this was call {} of this second.",
                             per_second_, std::max(window.calls, per_second_ + 1)),
                 1};
  }
  oldest = now;
  window.next = (window.next + 1) % window.admitted.size();
  if (shared && window.unreported++ == 0) window.first_unreported = arrival.at;
  return std::nullopt;
}

bool RateLimit::is_used_up(const Window& window, Duration now) const {
  // The bucket holds the calls of one second; older use no longer counts.
  const Duration first = window.unreported > 0 ? window.first_unreported : now;
  const auto reported = std::max<std::chrono::microseconds>(window.used_until, first - kBucket);
  return reported + (window.unreported + 1) * cost_of_a_call() > now;
}

std::chrono::microseconds RateLimit::cost_of_a_call() const {
  if (per_second_ == 0) return std::chrono::microseconds{0};
  return std::chrono::duration_cast<std::chrono::microseconds>(kBucket) / per_second_;
}

std::vector<RateUse> RateLimit::report_uses() {
  std::vector<RateUse> out;
  const std::lock_guard lock(mutex_);
  shared_ = true;
  for (auto& [key, window] : windows_) {
    if (!window.called || key.account != 0) continue;
    window.called = false;
    out.push_back({{key.application},
                   key.method,
                   window.unreported,
                   window.unreported > 0 ? window.first_unreported : window.last});
    if (window.unreported == 0) continue;
    // Reported calls count on this node until the merge returns.
    const auto reported =
        std::max<std::chrono::microseconds>(window.used_until, window.first_unreported - kBucket);
    window.used_until = reported + window.unreported * cost_of_a_call();
    window.unreported = 0;
  }
  return out;
}

void RateLimit::apply_standings(std::span<const RateStanding> standings, Duration now) {
  const std::lock_guard lock(mutex_);
  for (const RateStanding& standing : standings) {
    Window& window = window_of({standing.application.value, 0, standing.method});
    // The use is bounded, because a database whose clock was set back must not block callers.
    const auto ahead = std::min(standing.ahead, kMaxAhead);
    window.used_until = std::max(window.used_until, now + ahead);
  }
}

}  // namespace usher::service
