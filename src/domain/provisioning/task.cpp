#include "domain/provisioning/task.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace usher::domain {

std::string_view name_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::advance:
      return "advance";
    case TaskKind::confirmation:
      return "confirmation";
    case TaskKind::resend:
      return "resend";
    case TaskKind::alert:
      return "alert";
  }
  CHECK(false);
  return {};
}

Duration retry_delay(const RetryPolicy& policy, int attempt, double jitter) {
  constexpr int kMaxDoublings = 10;
  const auto base = policy.first_delay * (1LL << std::clamp(attempt - 1, 0, kMaxDoublings));
  const Duration bounded = std::min<Duration>(base, kErrorRetryEvery);
  const double factor = 0.8 + 0.4 * jitter;
  return Duration{static_cast<std::int64_t>(static_cast<double>(bounded.count()) * factor)};
}

}  // namespace usher::domain
