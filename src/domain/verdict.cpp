#include "domain/verdict.hpp"

#include <algorithm>

namespace usher::domain {
namespace {

constexpr int kNoticeTries = 3;

Verdict not_tried(const LetterOutcome& outcome) {
  Verdict verdict;
  verdict.again_in = outcome.postponed.value_or(kRelayPause);
  verdict.attempts = std::max(outcome.attempts - 1, 0);
  return verdict;
}

Verdict again(const LetterOutcome& outcome, Duration delay) {
  Verdict verdict;
  verdict.again_in = delay;
  verdict.attempts = outcome.attempts;
  return verdict;
}

}  // namespace

Verdict after_credentials(const LetterOutcome& outcome, const RetryPolicy& policy, TimePoint now,
                          double jitter) {
  if (outcome.result == LetterResult::not_tried) return not_tried(outcome);
  Verdict verdict;
  verdict.attempts = outcome.attempts;
  if (outcome.result == LetterResult::accepted) {
    verdict.to = Code::processed;
    return verdict;
  }
  if (outcome.result == LetterResult::temporary && outcome.attempts < policy.attempts) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  verdict.to = Code::error;
  // Support hears of an activation once, not at each of the hourly retries that follow.
  verdict.alert = !outcome.failed_at;
  verdict.frees_ip = outcome.result == LetterResult::refused;
  const bool retries_left = now - outcome.failed_at.value_or(now) < kErrorRetryFor;
  if (outcome.result != LetterResult::refused && retries_left) verdict.again_in = kErrorRetryEvery;
  return verdict;
}

Verdict after_confirmation(const LetterOutcome& outcome, const RetryPolicy& policy, TimePoint at,
                           TimePoint now, double jitter) {
  if (outcome.result == LetterResult::not_tried) return not_tried(outcome);
  const Duration left = std::max<Duration>(at + kConfirmWithin - now, Duration{0});
  if (outcome.result == LetterResult::accepted) return again(outcome, left);
  if (outcome.result == LetterResult::refused) {
    Verdict verdict;
    verdict.to = Code::blocked;
    verdict.alert = true;
    verdict.frees_ip = true;
    return verdict;
  }
  Verdict verdict = again(outcome, std::min(left, retry_delay(policy, outcome.attempts, jitter)));
  verdict.alert = outcome.attempts == policy.attempts;
  return verdict;
}

Verdict after_notice(const LetterOutcome& outcome, const RetryPolicy& policy, double jitter) {
  if (outcome.result == LetterResult::not_tried) return not_tried(outcome);
  const int tries = std::min(kNoticeTries, policy.attempts);
  if (outcome.result == LetterResult::temporary && outcome.attempts < tries) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  return {};
}

Verdict after_plain(TaskKind kind, const LetterOutcome& outcome, const RetryPolicy& policy,
                    double jitter) {
  if (outcome.result == LetterResult::not_tried) return not_tried(outcome);
  Verdict verdict;
  verdict.attempts = outcome.attempts;
  if (outcome.result == LetterResult::accepted) return verdict;
  // Support's own mailbox is never given up on, and what fails there must not raise more alerts.
  if (kind == TaskKind::alert) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  const bool over = outcome.result == LetterResult::refused || outcome.attempts >= policy.attempts;
  if (!over) return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  verdict.alert = true;
  return verdict;
}

}  // namespace usher::domain
