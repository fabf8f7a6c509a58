#include "domain/provisioning/verdict.hpp"

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

TEST(Credentials, AcceptedIsProcessed) {
  const Verdict verdict = after_credentials(outcome(MailResult::accepted), kPolicy, kNow, 0);
  EXPECT_EQ(verdict.to, Code::processed);
  EXPECT_FALSE(verdict.again_in);
  EXPECT_FALSE(verdict.alert);
}

TEST(Credentials, ADeadRelayUsesUpNobodysAttempts) {
  MailOutcome dead = outcome(MailResult::not_attempted, 8);
  dead.postponed = std::chrono::seconds(7);
  const Verdict verdict = after_credentials(dead, kPolicy, kNow, 0);
  EXPECT_FALSE(verdict.to);
  EXPECT_EQ(verdict.attempts, 7);
  EXPECT_EQ(verdict.again_in, Duration{7'000});
  EXPECT_FALSE(verdict.alert);
}

TEST(Credentials, TemporaryRefusalsEndInOneAlertAndHourlyRetries) {
  EXPECT_FALSE(after_credentials(outcome(MailResult::deferred, 7), kPolicy, kNow, 0).to);
  const Verdict last = after_credentials(outcome(MailResult::deferred, 8), kPolicy, kNow, 0);
  EXPECT_EQ(last.to, Code::error);
  EXPECT_TRUE(last.alert);
  EXPECT_EQ(last.again_in, kErrorRetryEvery);
  MailOutcome hourly = outcome(MailResult::deferred, 9);
  hourly.failed_at = kNow - std::chrono::hours(3);
  const Verdict later = after_credentials(hourly, kPolicy, kNow, 0);
  EXPECT_EQ(later.to, Code::error);
  EXPECT_FALSE(later.alert);
  EXPECT_EQ(later.again_in, kErrorRetryEvery);
  hourly.failed_at = kNow - kErrorRetryFor;
  EXPECT_FALSE(after_credentials(hourly, kPolicy, kNow, 0).again_in);
}

TEST(Credentials, ARefusedAddressIsNotTriedAgainAndFreesTheIp) {
  const Verdict verdict =
      after_credentials(outcome(MailResult::recipient_rejected), kPolicy, kNow, 0);
  EXPECT_EQ(verdict.to, Code::error);
  EXPECT_TRUE(verdict.alert);
  EXPECT_TRUE(verdict.frees_ip);
  EXPECT_FALSE(verdict.again_in);
}

TEST(Credentials, ARejectedMessageKeepsTheIpAndIsTriedHourly) {
  const Verdict verdict =
      after_credentials(outcome(MailResult::message_rejected), kPolicy, kNow, 0);
  EXPECT_EQ(verdict.to, Code::error);
  EXPECT_FALSE(verdict.frees_ip);
  EXPECT_EQ(verdict.again_in, kErrorRetryEvery);
}

TEST(Confirmation, ComesBackWhenTheTimeToConfirmIsOver) {
  const TimePoint accepted = kNow - std::chrono::hours(1);
  const Verdict sent =
      after_confirmation(outcome(MailResult::accepted), kPolicy, accepted, kNow, 0);
  EXPECT_FALSE(sent.to);
  EXPECT_EQ(sent.again_in, kConfirmWithin - std::chrono::hours(1));
  const Verdict refused =
      after_confirmation(outcome(MailResult::recipient_rejected), kPolicy, accepted, kNow, 0);
  EXPECT_EQ(refused.to, Code::blocked);
  EXPECT_TRUE(refused.frees_ip);
}

TEST(Alert, IsNeverGivenUpAndNeverRaisesAnother) {
  const Verdict verdict =
      after_plain(TaskKind::alert, outcome(MailResult::recipient_rejected, 50), kPolicy, 0);
  EXPECT_TRUE(verdict.again_in);
  EXPECT_FALSE(verdict.alert);
}

TEST(Resend, GivesUpWithAnAlert) {
  const Verdict verdict =
      after_plain(TaskKind::resend, outcome(MailResult::deferred, 8), kPolicy, 0);
  EXPECT_FALSE(verdict.again_in);
  EXPECT_TRUE(verdict.alert);
  EXPECT_FALSE(verdict.to);
}

}  // namespace
}  // namespace usher::domain
