#include "service/access/throttle.hpp"

#include <gtest/gtest.h>

namespace usher::service {
namespace {

using namespace std::chrono_literals;

class ThrottleTest : public testing::Test {
 protected:
  /// Returns the number of attempts until an attempt is refused, at most 1000.
  int tries(const Throttle::Attempt& attempt, Duration now = 1h) {
    for (int i = 0; i < 1000; ++i) {
      if (!throttle_.begin(attempt, now)) return i;
    }
    return 1000;
  }
  SystemRandom random_;
  Throttle throttle_{random_, 400};
};

TEST_F(ThrottleTest, AnAccountFromOneSource) {
  const Throttle::Attempt attempt{"192.0.2.1", "m1"};
  EXPECT_EQ(tries(attempt), 6);
  const auto refused = throttle_.begin({"192.0.2.1", " M1 "}, 1h);
  ASSERT_FALSE(refused) << "as people type it";
  EXPECT_EQ(refused.error().code, Errc::too_many);
  EXPECT_EQ(refused.error().retry_after_s, 20);
  EXPECT_EQ(tries(attempt, 1h + 20s), 1);
  EXPECT_EQ(tries({"192.0.2.2", "m1"}, 1h + 20s), 6) << "other sources are not affected";
}

TEST_F(ThrottleTest, ManyAccountsFromOneSource) {
  int all = 0;
  for (int i = 0; i < 10; ++i) all += tries({"192.0.2.1", "m" + std::to_string(i)});
  EXPECT_EQ(all, 30);
  Throttle::Attempt many{"application 1", "m1"};
  many.shared_source = true;
  EXPECT_EQ(tries(many), 12);
}

TEST_F(ThrottleTest, OneAccountFromManySourcesStopsStrangersOnly) {
  const Throttle::Attempt owners_source{"198.51.100.7", "m1"};
  ASSERT_TRUE(throttle_.begin(owners_source, 1h));
  throttle_.record_success(owners_source);
  int all = 0;
  for (int i = 0; i < 30; ++i) all += tries({"192.0.2." + std::to_string(i), "m1"});
  EXPECT_EQ(all, 60);
  EXPECT_EQ(tries({"198.51.100.1", "m1"}), 0);
  EXPECT_EQ(tries(owners_source), 6) << "the owner has signed in from there";
  Throttle::Attempt owner{"198.51.100.1", "m1"};
  owner.trusted = true;
  EXPECT_EQ(tries(owner), 6);
}

TEST_F(ThrottleTest, SuccessIsNotCounted) {
  const Throttle::Attempt attempt{"192.0.2.1", "m1"};
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(throttle_.begin(attempt, 1h));
    throttle_.record_success(attempt);
  }
  EXPECT_EQ(tries(attempt), 6);
}

TEST_F(ThrottleTest, CancelledAttemptsAreNotCounted) {
  const Throttle::Attempt attempt{"192.0.2.1", "m1"};
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle_.begin(attempt, 1h));
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(throttle_.begin(attempt, 1h));
    throttle_.cancel(attempt);
  }
  EXPECT_EQ(tries(attempt), 1);
}

TEST_F(ThrottleTest, KeepsTheFullestBucketsWhenThereIsNoRoom) {
  EXPECT_EQ(tries({"192.0.2.1", "m1"}), 6);
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    ASSERT_TRUE(throttle_.begin({"198.51.100." + number, "n" + number}, 1h));
  }
  EXPECT_EQ(tries({"192.0.2.1", "m1"}), 0);
}

}  // namespace
}  // namespace usher::service
