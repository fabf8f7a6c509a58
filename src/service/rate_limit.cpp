#include "service/rate_limit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::service {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kNever = INT64_MIN / 2;

}  // namespace

Result<void> RateLimit::count(domain::ApplicationId application, Method method,
                              const Arrival& arrival) {
  if (per_second_ == 0 || arrival.counted) return {};
  arrival.counted = true;
  // When it came, not when its batch is run: calls that waited for the writer came spread out.
  const std::int64_t now = arrival.at.count();
  const std::lock_guard lock(mutex_);
  Window& window = windows_[application.value * 16 + static_cast<int>(method)];
  if (window.let_through.empty()) {
    window.let_through.assign(static_cast<std::size_t>(per_second_), kNever);
  }
  if (window.second != now / kSecondMs) window.came = 0;
  window.second = now / kSecondMs;
  ++window.came;
  // The oldest of the last `per_second` calls has to be a second ago.
  std::int64_t& oldest = window.let_through[window.next];
  if (now - oldest < kSecondMs) {
    return Error{Errc::too_many,
                 fmt::format("too_many_requests: at most {} calls per second are allowed on this "
                             "method, this was call {} of this second.",
                             per_second_, std::max(window.came, per_second_ + 1)),
                 1};
  }
  oldest = now;
  window.next = (window.next + 1) % window.let_through.size();
  return {};
}

}  // namespace usher::service
