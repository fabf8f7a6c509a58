#include "domain/provisioning/retry_decision.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

constexpr RetryPolicy kPolicy{};
const TimePoint kNow = from_ms(1'800'000'000'000);

MailOutcome outcome(MailResult result, int attempts = 1) {
  MailOutcome out;
  out.result = result;
  out.attempts = attempts;
  return out;
}

TEST(RetryDelay, EightAttemptsTakeAboutAnHour) {
  Duration sum{0};
  for (int attempt = 1; attempt < kPolicy.attempts; ++attempt)
    sum += retry_delay(kPolicy, attempt, 0.5);
  EXPECT_GT(sum, std::chrono::minutes(50));
  EXPECT_LT(sum, std::chrono::minutes(70));
}

TEST(RetryDelay, JitterStaysWithinAFifth) {
  EXPECT_EQ(retry_delay(kPolicy, 1, 0.0), Duration{24'000});
  EXPECT_LE(retry_delay(kPolicy, 1, 0.999), Duration{36'000});
  EXPECT_LE(retry_delay(kPolicy, 1000, 0.999), kErrorRetryEvery * 6 / 5);
}

TEST(CredentialsDecision, AnAcceptedMailProcessesTheActivation) {
  const RetryDecision decision = after_credentials(outcome(MailResult::accepted), kPolicy, kNow, 0);
  EXPECT_EQ(decision.next_code, Code::processed);
  EXPECT_FALSE(decision.retry_in);
  EXPECT_FALSE(decision.alert);
}

TEST(CredentialsDecision, AnUnavailableRelayUsesUpNoAttempt) {
  MailOutcome dead = outcome(MailResult::not_attempted, 8);
  dead.postponed = std::chrono::seconds(7);
  const RetryDecision decision = after_credentials(dead, kPolicy, kNow, 0);
  EXPECT_FALSE(decision.next_code);
  EXPECT_EQ(decision.attempts, 7);
  EXPECT_EQ(decision.retry_in, Duration{7'000});
  EXPECT_FALSE(decision.alert);
}

TEST(CredentialsDecision, TemporaryFailuresEndInOneAlertAndHourlyRetries) {
  EXPECT_FALSE(after_credentials(outcome(MailResult::deferred, 7), kPolicy, kNow, 0).next_code);
  const RetryDecision last = after_credentials(outcome(MailResult::deferred, 8), kPolicy, kNow, 0);
  EXPECT_EQ(last.next_code, Code::error);
  EXPECT_TRUE(last.alert);
  EXPECT_EQ(last.retry_in, kErrorRetryEvery);
  MailOutcome hourly = outcome(MailResult::deferred, 9);
  hourly.failed_at = kNow - std::chrono::hours(3);
  const RetryDecision later = after_credentials(hourly, kPolicy, kNow, 0);
  EXPECT_EQ(later.next_code, Code::error);
  EXPECT_FALSE(later.alert);
  EXPECT_EQ(later.retry_in, kErrorRetryEvery);
  hourly.failed_at = kNow - kErrorRetryFor;
  EXPECT_FALSE(after_credentials(hourly, kPolicy, kNow, 0).retry_in);
}

TEST(CredentialsDecision, ARejectedAddressIsNotRetriedAndReleasesTheIp) {
  const RetryDecision decision =
      after_credentials(outcome(MailResult::recipient_rejected), kPolicy, kNow, 0);
  EXPECT_EQ(decision.next_code, Code::error);
  EXPECT_TRUE(decision.alert);
  EXPECT_TRUE(decision.releases_ip);
  EXPECT_FALSE(decision.retry_in);
}

TEST(CredentialsDecision, ARejectedMessageKeepsTheIpAndIsRetriedHourly) {
  const RetryDecision decision =
      after_credentials(outcome(MailResult::message_rejected), kPolicy, kNow, 0);
  EXPECT_EQ(decision.next_code, Code::error);
  EXPECT_FALSE(decision.releases_ip);
  EXPECT_EQ(decision.retry_in, kErrorRetryEvery);
}

TEST(ConfirmationDecision, TheTaskIsDueWhenTheTimeToConfirmExpires) {
  const TimePoint accepted = kNow - std::chrono::hours(1);
  const RetryDecision sent =
      after_confirmation(outcome(MailResult::accepted), kPolicy, accepted, kNow, 0);
  EXPECT_FALSE(sent.next_code);
  EXPECT_EQ(sent.retry_in, kConfirmWithin - std::chrono::hours(1));
  const RetryDecision refused =
      after_confirmation(outcome(MailResult::recipient_rejected), kPolicy, accepted, kNow, 0);
  EXPECT_EQ(refused.next_code, Code::blocked);
  EXPECT_TRUE(refused.releases_ip);
}

TEST(AlertDecision, AlertsAreRetriedWithoutEndAndRaiseNoAlert) {
  const RetryDecision decision = after_resend_or_alert(
      TaskKind::alert, outcome(MailResult::recipient_rejected, 50), kPolicy, 0);
  EXPECT_TRUE(decision.retry_in);
  EXPECT_FALSE(decision.alert);
}

TEST(ResendDecision, FailuresEndInAnAlert) {
  const RetryDecision decision =
      after_resend_or_alert(TaskKind::resend, outcome(MailResult::deferred, 8), kPolicy, 0);
  EXPECT_FALSE(decision.retry_in);
  EXPECT_TRUE(decision.alert);
  EXPECT_FALSE(decision.next_code);
}

TEST(ResendDecision, ARejectedAddressOfNewCredentialsIsAnError) {
  MailOutcome rejected = outcome(MailResult::recipient_rejected);
  EXPECT_FALSE(after_resend_or_alert(TaskKind::resend, rejected, kPolicy, 0).next_code);
  rejected.new_credentials = true;
  const RetryDecision decision = after_resend_or_alert(TaskKind::resend, rejected, kPolicy, 0);
  EXPECT_EQ(decision.next_code, Code::error);
  EXPECT_TRUE(decision.alert);
  EXPECT_FALSE(decision.retry_in || decision.releases_ip);
}

}  // namespace
}  // namespace usher::domain
