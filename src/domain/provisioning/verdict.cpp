#include "domain/provisioning/verdict.hpp"

#include <algorithm>

namespace usher::domain {
namespace {

constexpr int kNoticeTries = 3;

Verdict not_attempted(const MailOutcome& outcome) {
  Verdict verdict;
  verdict.again_in = outcome.postponed.value_or(kRelayPause);
  verdict.attempts = std::max(outcome.attempts - 1, 0);
  return verdict;
}

Verdict again(const MailOutcome& outcome, Duration delay) {
  Verdict verdict;
  verdict.again_in = delay;
  verdict.attempts = outcome.attempts;
  return verdict;
}

}  // namespace

Verdict after_credentials(const MailOutcome& outcome, const RetryPolicy& policy, TimePoint now,
                          double jitter) {
  if (outcome.result == MailResult::not_attempted) return not_attempted(outcome);
  Verdict verdict;
  verdict.attempts = outcome.attempts;
  if (outcome.result == MailResult::accepted) {
    verdict.to = Code::processed;
    return verdict;
  }
  if (outcome.result == MailResult::deferred && outcome.attempts < policy.attempts) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  verdict.to = Code::error;
  // Support hears of an activation once, not at each of the hourly retries that follow.
  verdict.alert = !outcome.failed_at;
  verdict.frees_ip = outcome.result == MailResult::recipient_rejected;
  const bool retries_left = now - outcome.failed_at.value_or(now) < kErrorRetryFor;
  if (outcome.result != MailResult::recipient_rejected && retries_left)
    verdict.again_in = kErrorRetryEvery;
  return verdict;
}

Verdict after_confirmation(const MailOutcome& outcome, const RetryPolicy& policy, TimePoint at,
                           TimePoint now, double jitter) {
  if (outcome.result == MailResult::not_attempted) return not_attempted(outcome);
  const Duration left = std::max<Duration>(at + kConfirmWithin - now, Duration{0});
  if (outcome.result == MailResult::accepted) return again(outcome, left);
  if (outcome.result == MailResult::recipient_rejected) {
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

Verdict after_notice(const MailOutcome& outcome, const RetryPolicy& policy, double jitter) {
  if (outcome.result == MailResult::not_attempted) return not_attempted(outcome);
  const int tries = std::min(kNoticeTries, policy.attempts);
  if (outcome.result == MailResult::deferred && outcome.attempts < tries) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  return {};
}

Verdict after_plain(TaskKind kind, const MailOutcome& outcome, const RetryPolicy& policy,
                    double jitter) {
  if (outcome.result == MailResult::not_attempted) return not_attempted(outcome);
  Verdict verdict;
  verdict.attempts = outcome.attempts;
  if (outcome.result == MailResult::accepted) return verdict;
  // Support's own mailbox is never given up on, and what fails there must not raise more alerts.
  if (kind == TaskKind::alert) {
    return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  const bool over =
      outcome.result == MailResult::recipient_rejected || outcome.attempts >= policy.attempts;
  if (!over) return again(outcome, retry_delay(policy, outcome.attempts, jitter));
  verdict.alert = true;
  return verdict;
}

}  // namespace usher::domain
