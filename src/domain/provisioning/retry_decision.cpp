#include "domain/provisioning/retry_decision.hpp"

#include <algorithm>

namespace usher::domain {
namespace {

constexpr int kMaxNoticeAttempts = 3;

/// Returns a retry that does not count the attempt.
RetryDecision retry_uncounted(const MailOutcome& outcome) {
  RetryDecision decision;
  decision.retry_in = outcome.postponed.value_or(kRelayPause);
  decision.attempts = std::max(outcome.attempts - 1, 0);
  return decision;
}

RetryDecision retry(const MailOutcome& outcome, Duration delay) {
  RetryDecision decision;
  decision.retry_in = delay;
  decision.attempts = outcome.attempts;
  return decision;
}

}  // namespace

RetryDecision after_credentials(const MailOutcome& outcome, const RetryPolicy& policy,
                                TimePoint now, double jitter) {
  if (outcome.result == MailResult::not_attempted) return retry_uncounted(outcome);
  RetryDecision decision;
  decision.attempts = outcome.attempts;
  if (outcome.result == MailResult::accepted) {
    decision.next_code = Code::processed;
    return decision;
  }
  if (outcome.result == MailResult::deferred && outcome.attempts < policy.attempts) {
    return retry(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  decision.next_code = Code::error;
  // Support is alerted once for each activation, not after each of the hourly retries.
  decision.alert = !outcome.failed_at;
  decision.releases_ip = outcome.result == MailResult::recipient_rejected;
  const bool retries_left = now - outcome.failed_at.value_or(now) < kErrorRetryFor;
  if (outcome.result != MailResult::recipient_rejected && retries_left)
    decision.retry_in = kErrorRetryEvery;
  return decision;
}

RetryDecision after_confirmation(const MailOutcome& outcome, const RetryPolicy& policy,
                                 TimePoint at, TimePoint now, double jitter) {
  if (outcome.result == MailResult::not_attempted) return retry_uncounted(outcome);
  const Duration left = std::max<Duration>(at + kConfirmWithin - now, Duration{0});
  if (outcome.result == MailResult::accepted) return retry(outcome, left);
  if (outcome.result == MailResult::recipient_rejected) {
    RetryDecision decision;
    decision.next_code = Code::blocked;
    decision.alert = true;
    decision.releases_ip = true;
    return decision;
  }
  RetryDecision decision =
      retry(outcome, std::min(left, retry_delay(policy, outcome.attempts, jitter)));
  decision.alert = outcome.attempts == policy.attempts;
  return decision;
}

RetryDecision after_move_notice(const MailOutcome& outcome, const RetryPolicy& policy,
                                double jitter) {
  if (outcome.result == MailResult::not_attempted) return retry_uncounted(outcome);
  const int max_attempts = std::min(kMaxNoticeAttempts, policy.attempts);
  if (outcome.result == MailResult::deferred && outcome.attempts < max_attempts) {
    return retry(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  return {};
}

RetryDecision after_resend_or_alert(TaskKind kind, const MailOutcome& outcome,
                                    const RetryPolicy& policy, double jitter) {
  if (outcome.result == MailResult::not_attempted) return retry_uncounted(outcome);
  RetryDecision decision;
  decision.attempts = outcome.attempts;
  if (outcome.result == MailResult::accepted) return decision;
  // Alert mails are retried without end, and their failures must not raise more alerts.
  if (kind == TaskKind::alert) {
    return retry(outcome, retry_delay(policy, outcome.attempts, jitter));
  }
  const bool failed =
      outcome.result == MailResult::recipient_rejected || outcome.attempts >= policy.attempts;
  if (!failed) return retry(outcome, retry_delay(policy, outcome.attempts, jitter));
  decision.alert = true;
  return decision;
}

}  // namespace usher::domain
