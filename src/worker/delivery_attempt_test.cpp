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
  AttemptResult attempt(mail::Mailer& mailer, bool sender_is_ours,
                        const std::string& to = "b@example.com") {
    return run(mailer, [&] { return PreparedMail{{"a@example.com", to}, "x", sender_is_ours}; });
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

TEST_F(DeliveryAttemptTest, OnlyAMissingMailboxRejectsTheRecipient) {
  using domain::RefusalCause;
  const auto refusing = [](mail::SendOutcome outcome, RefusalCause cause) {
    return FakeMailer({outcome, "550 x", false, false, cause});
  };
  FakeMailer gone = refusing(mail::SendOutcome::recipient_rejected, RefusalCause::no_mailbox);
  EXPECT_EQ(attempt(gone, true).result, MailResult::recipient_rejected);
  FakeMailer late = refusing(mail::SendOutcome::message_rejected, RefusalCause::no_mailbox);
  EXPECT_EQ(attempt(late, true).result, MailResult::recipient_rejected);
  FakeMailer relay = refusing(mail::SendOutcome::recipient_rejected, RefusalCause::policy);
  EXPECT_EQ(attempt(relay, true).result, MailResult::message_rejected);
  EXPECT_EQ(attempt(relay, true).recipient_refusal, RefusalCause::policy);
  FakeMailer content = refusing(mail::SendOutcome::message_rejected, RefusalCause::policy);
  EXPECT_EQ(attempt(content, true).result, MailResult::message_rejected);
  EXPECT_EQ(attempt(content, true).recipient_refusal, std::nullopt);
}

TEST_F(DeliveryAttemptTest, ARelayThatRefusesEveryoneUsesUpNoMoreAttempts) {
  FakeMailer relay({mail::SendOutcome::recipient_rejected, "554 5.7.1 Relay access denied", false,
                    false, domain::RefusalCause::policy});
  for (std::size_t i = 1; i < Breaker::kSameRefusals; ++i) {
    const auto failed = attempt(relay, true, std::to_string(i) + "@example.com");
    EXPECT_EQ(failed.result, MailResult::message_rejected);
  }
  const AttemptResult held = attempt(relay, true, "last@example.com");
  EXPECT_EQ(held.result, MailResult::not_attempted);
  EXPECT_TRUE(held.contacted);
  EXPECT_GT(held.postponed, Duration{0});
  EXPECT_FALSE(attempt(relay, true, "next@example.com").contacted);
  EXPECT_EQ(breaker_.refusal(), "554 5.7.1 Relay access denied");
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
