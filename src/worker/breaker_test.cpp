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
  breaker_.probe_started();  // the mail was claimed before the breaker opened
  breaker_.probe_unused();   // the relay was not contacted
  EXPECT_EQ(breaker_.allowance(8, now_ + *breaker_.wait(now_)), 1);
}

TEST_F(BreakerTest, ReportsSinceWhenItIsOpen) {
  EXPECT_FALSE(breaker_.open_since());
  breaker_.relay_down(now_);
  breaker_.relay_down(now_ + std::chrono::minutes(5));
  EXPECT_EQ(breaker_.open_since(), now_);
}

}  // namespace
}  // namespace usher::worker
