#include "worker/breaker.hpp"

#include <gtest/gtest.h>

namespace usher::worker {
namespace {

class BreakerTest : public testing::Test {
 protected:
  SystemRandom random_;
  Breaker breaker_{random_};
  Duration now_{1'000'000};
};

TEST_F(BreakerTest, IsClosedWhileTheRelayAnswers) {
  EXPECT_EQ(breaker_.allowance(8, now_), 8);
  EXPECT_FALSE(breaker_.wait(now_));
  breaker_.relay_answered();
  EXPECT_EQ(breaker_.allowance(8, now_), 8);
}

TEST_F(BreakerTest, AllowsOneProbeAtATimeWithIncreasingWaits) {
  Duration last{0};
  for (int failure = 0; failure < 12; ++failure) {
    breaker_.relay_down(now_);
    EXPECT_EQ(breaker_.allowance(8, now_), 0);
    const Duration wait = *breaker_.wait(now_);
    EXPECT_GE(wait,
              std::min<Duration>(Duration{800} * (1 << std::min(failure, 6)), Duration{48'000}));
    EXPECT_LE(wait, Duration{72'000});
    now_ += wait;
    EXPECT_EQ(breaker_.allowance(8, now_), 1);
    breaker_.probe_started();
    EXPECT_EQ(breaker_.allowance(8, now_), 0) << "there is one probe already";
    last = wait;
  }
  EXPECT_GE(last, Duration{48'000});
  breaker_.relay_answered();
  EXPECT_EQ(breaker_.allowance(8, now_), 8);
}

TEST_F(BreakerTest, MailsInFlightTogetherAreOneFailure) {
  for (int i = 0; i < 5; ++i) breaker_.relay_down(now_);
  EXPECT_LE(*breaker_.wait(now_), Duration{1'200});
}

TEST_F(BreakerTest, AnUnusedProbeAllowsAnother) {
  breaker_.relay_down(now_);
  now_ += *breaker_.wait(now_);
  breaker_.probe_started();
  breaker_.probe_unused();
  EXPECT_EQ(breaker_.allowance(8, now_), 1);
}

TEST_F(BreakerTest, MailsClaimedBeforeItOpenedAreNoProbe) {
  breaker_.relay_down(now_);
  breaker_.probe_started();  // claimed while closed, sent after it opened
  breaker_.probe_unused();   // without contacting the relay
  EXPECT_EQ(breaker_.allowance(8, now_ + *breaker_.wait(now_)), 1);
}

TEST_F(BreakerTest, ReportsSinceWhenItIsOpen) {
  EXPECT_FALSE(breaker_.open_since());
  breaker_.relay_down(now_);
  breaker_.relay_down(now_ + std::chrono::minutes(5));
  EXPECT_EQ(breaker_.open_since(), now_);
}

TEST_F(BreakerTest, TheSameRefusalOfManyRecipientsOpensIt) {
  const auto refuse = [&](const std::string& to, const std::string& answer) {
    return breaker_.recipient_refused(to, answer, now_);
  };
  const std::string denied = ": Relay access denied";
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(refuse("a@x.org", "554 5.7.1 <a@x.org>" + denied));
  for (const char* to : {"b@x.org", "c@x.org", "d@x.org"}) {
    EXPECT_FALSE(refuse(to, std::string("554 5.7.1 <") + to + ">" + denied));
  }
  EXPECT_FALSE(breaker_.open_since());
  EXPECT_TRUE(refuse("e@x.org", "554 5.7.1 <e@x.org>" + denied));
  EXPECT_TRUE(breaker_.open_since());
  EXPECT_EQ(breaker_.refusal(), "554 5.7.1 <e@x.org>" + denied);
  now_ += std::chrono::minutes(2);
  EXPECT_TRUE(refuse("f@x.org", "554 5.7.1 <f@x.org>" + denied)) << "a probe";
  EXPECT_GT(breaker_.wait(now_), Duration{0});
  breaker_.relay_answered();
  EXPECT_FALSE(breaker_.open_since());
  EXPECT_EQ(breaker_.refusal(), "");
  EXPECT_FALSE(refuse("g@x.org", "554 5.7.1 <g@x.org>" + denied));
}

TEST_F(BreakerTest, OtherAnswersInterruptTheRow) {
  for (int i = 0; i < 20; ++i) {
    const std::string to = std::to_string(i) + "@x.org";
    EXPECT_FALSE(breaker_.recipient_refused(to, i % 2 == 0 ? "550 no" : "554 no", now_));
    EXPECT_FALSE(breaker_.recipient_refused(to, "550 blocked", now_));
    if (i % 3 == 0) breaker_.relay_answered();
  }
  EXPECT_FALSE(breaker_.open_since());
}

}  // namespace
}  // namespace usher::worker
