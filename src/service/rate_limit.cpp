#include "service/rate_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/container_hash/hash.hpp>

namespace usher::service {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kNever = INT64_MIN / 2;
constexpr Duration kBucket{kSecondMs};
constexpr std::chrono::microseconds kFurthestAhead = std::chrono::seconds(10);
/// With more counters than this, those that count nothing any more go.
constexpr std::size_t kManyWindows = 10'000;

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

void RateLimit::make_room(Duration now) {
  if (windows_.size() < kManyWindows || now < next_room_) return;
  next_room_ = now + kBucket;
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
  // When it came, not when its batch is run: calls that waited for the writer came spread out.
  const std::int64_t now = arrival.at.count();
  const std::lock_guard lock(mutex_);
  make_room(arrival.at);
  Window& window = window_of(key);
  if (window.let_through.empty()) {
    window.let_through.assign(static_cast<std::size_t>(per_second_), kNever);
  }
  if (window.second != now / kSecondMs) window.came = 0;
  window.second = now / kSecondMs;
  ++window.came;
  window.asked = true;
  window.last = arrival.at;
  // The oldest of the last `per_second` calls has to be a second ago.
  std::int64_t& oldest = window.let_through[window.next];
  const bool shared = shared_ && key.account == 0;
  if (now - oldest < kSecondMs || (shared && is_used_up(window, arrival.at))) {
    return Error{Errc::too_many,
                 fmt::format("too_many_requests: at most {} calls per second are allowed on this "
                             "method, this was call {} of this second.",
                             per_second_, std::max(window.came, per_second_ + 1)),
                 1};
  }
  oldest = now;
  window.next = (window.next + 1) % window.let_through.size();
  if (shared && window.unreported++ == 0) window.first_unreported = arrival.at;
  return std::nullopt;
}

bool RateLimit::is_used_up(const Window& window, Duration now) const {
  // The bucket holds one second's worth: what was used longer ago than that is forgotten.
  const Duration first = window.unreported > 0 ? window.first_unreported : now;
  const auto told = std::max<std::chrono::microseconds>(window.used_until, first - kBucket);
  return told + (window.unreported + 1) * cost_of_a_call() > now;
}

std::chrono::microseconds RateLimit::cost_of_a_call() const {
  if (per_second_ == 0) return std::chrono::microseconds{0};
  return std::chrono::duration_cast<std::chrono::microseconds>(kBucket) / per_second_;
}

std::vector<RateUse> RateLimit::take_uses() {
  std::vector<RateUse> out;
  const std::lock_guard lock(mutex_);
  shared_ = true;
  for (auto& [key, window] : windows_) {
    if (!window.asked || key.account != 0) continue;
    window.asked = false;
    out.push_back({{key.application},
                   key.method,
                   window.unreported,
                   window.unreported > 0 ? window.first_unreported : window.last});
    if (window.unreported == 0) continue;
    // Until the merge has answered they count here as before.
    const auto told =
        std::max<std::chrono::microseconds>(window.used_until, window.first_unreported - kBucket);
    window.used_until = told + window.unreported * cost_of_a_call();
    window.unreported = 0;
  }
  return out;
}

void RateLimit::learn(std::span<const RateStanding> standings, Duration now) {
  const std::lock_guard lock(mutex_);
  for (const RateStanding& standing : standings) {
    Window& window = window_of({standing.application.value, 0, standing.method});
    // A database whose clock was set back must not lock everybody out for as long.
    const auto ahead = std::min(standing.ahead, kFurthestAhead);
    window.used_until = std::max(window.used_until, now + ahead);
  }
}

}  // namespace usher::service
