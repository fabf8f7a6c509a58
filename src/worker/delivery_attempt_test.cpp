#include "worker/delivery_attempt.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace usher::worker {
namespace {

using domain::MailResult;

struct FakeMailer final : mail::Mailer {
  explicit FakeMailer(mail::SendResult delivery) : answer(std::move(delivery)) {}
  Task<mail::SendResult> send(const mail::Envelope&, const std::string&, Duration) override {
    co_return answer;
  }
  Task<mail::SendResult> probe(Duration) override { co_return answer; }
  mail::SendResult answer;
};

class DeliveryAttemptTest : public testing::Test {
 protected:
  AttemptResult attempt(mail::Mailer& mailer, bool sender_is_ours) {
    return run(mailer, [&] {
      return PreparedMail{{"a@example.com", "b@example.com"}, "x", sender_is_ours};
    });
  }
  AttemptResult run(mail::Mailer& mailer, const std::function<PreparedMail()>& prepare) {
    return loop_.wait_for(
        attempt_.send(mailer, clock_.steady() + std::chrono::minutes(1), prepare));
  }

  mail::SocketLoop loop_;

  test::FakeClock clock_;
  SystemRandom random_;
  Breaker breaker_{random_};
  DeliveryAttempt attempt_{std::chrono::minutes(1), breaker_, clock_};
};

TEST_F(DeliveryAttemptTest, ARejectedAccountSenderDoesNotOpenTheBreaker) {
  FakeMailer refusing({mail::SendOutcome::relay_unavailable, "550 no", false, true});
  const AttemptResult its = attempt(refusing, false);
  EXPECT_EQ(its.result, MailResult::deferred);
  EXPECT_TRUE(its.sender_rejected);
  EXPECT_FALSE(breaker_.open_since());
  const AttemptResult ours = attempt(refusing, true);
  EXPECT_EQ(ours.result, MailResult::not_attempted);
  EXPECT_TRUE(breaker_.open_since());
}

TEST_F(DeliveryAttemptTest, TheSameRefusalOfTenRecipientsIsTheFaultOfTheServer) {
  FakeMailer denying({mail::SendOutcome::recipient_rejected, "", false, false, false});
  for (int i = 1; i < 10; ++i) {
    denying.answer.answer =
        "554 5.7.1 <r" + std::to_string(i) + "@example.com>: Relay access denied";
    EXPECT_EQ(attempt(denying, true).result, MailResult::recipient_rejected) << i;
  }
  EXPECT_FALSE(breaker_.open_since());
  EXPECT_EQ(attempt(denying, true).result, MailResult::not_attempted);
  EXPECT_TRUE(breaker_.open_since());
}

TEST_F(DeliveryAttemptTest, MissingMailboxesAndOtherRepliesDoNotOpenTheBreaker) {
  FakeMailer missing({mail::SendOutcome::recipient_rejected, "550 5.1.1 no", false, false, true});
  FakeMailer blocked(
      {mail::SendOutcome::recipient_rejected, "550 5.7.1 spam", false, false, false});
  FakeMailer accepting({mail::SendOutcome::accepted, "250 ok", false, false, false});
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(attempt(missing, true).result, MailResult::recipient_rejected);
    EXPECT_EQ(attempt(i % 5 == 4 ? accepting : blocked, true).contacted, true);
  }
  EXPECT_FALSE(breaker_.open_since());
}

TEST_F(DeliveryAttemptTest, AFailedPreparationIsAResult) {
  FakeMailer unused({mail::SendOutcome::accepted, "250 ok", false, false});
  const AttemptResult out =
      run(unused, []() -> PreparedMail { throw std::runtime_error("disk full"); });
  EXPECT_EQ(out.result, MailResult::not_attempted);
  EXPECT_EQ(out.answer, "disk full");
}

}  // namespace
}  // namespace usher::worker
