#include "service/rate_limit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "support/fake_clock.hpp"

namespace usher::service {
namespace {

TEST(RateLimit, AllowsExactlyTheLimitInAnySecond) {
  test::FakeClock clock;
  RateLimit rate(5);
  int allowed = 0;
  for (int ms = 0; ms < 10'000; ms += 10) {
    allowed += rate.count({1}, kTrialActivation, {clock.steady()}) ? 1 : 0;
    clock.advance(Duration{10});
  }
  EXPECT_EQ(allowed, 50);
}

TEST(RateLimit, CountsMethodsAndApplicationsSeparately) {
  test::FakeClock clock;
  RateLimit rate(1);
  EXPECT_TRUE(rate.count({1}, kTrialActivation, {clock.steady()}));
  EXPECT_TRUE(rate.count({1}, kTrialActivationStatus, {clock.steady()}));
  EXPECT_TRUE(rate.count({2}, kTrialActivation, {clock.steady()}));
  EXPECT_TRUE(rate.count({{1}, {7}}, kTrialActivation, {clock.steady()})) << "an account";
  EXPECT_TRUE(rate.count({{1}, {8}}, kTrialActivation, {clock.steady()})) << "another";
  const auto refused = rate.count({1}, kTrialActivation, {clock.steady()});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("too_many_requests"), std::string::npos);
  EXPECT_NE(refused.error().message.find("at most 1 "), std::string::npos);
  EXPECT_EQ(refused.error().retry_after_s, 1);
}

TEST(RateLimit, CountsACallOnceAtItsArrival) {
  RateLimit rate(2);
  const Arrival first{Duration{1000}};
  EXPECT_TRUE(rate.count({1}, kTrialActivation, first));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, first));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, {Duration{1500}}));
  EXPECT_FALSE(rate.count({1}, kTrialActivation, {Duration{1999}}));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, {Duration{2000}}));
}

TEST(RateLimit, NodesTogetherStayWithinTheLimit) {
  constexpr int kLimit = 5;
  constexpr int kNodes = 3;
  std::vector<std::unique_ptr<RateLimit>> nodes;
  for (int i = 0; i < kNodes; ++i) nodes.push_back(std::make_unique<RateLimit>(kLimit));
  std::int64_t used_until = 0;  // steady time when the shared bucket is empty, in microseconds
  std::vector<std::int64_t> admitted;
  for (std::int64_t now = 10'000; now < 40'000; now += 5) {
    for (int i = 0; i < kNodes; ++i) {
      RateLimit& node = *nodes[static_cast<std::size_t>(i)];
      if (node.count({1}, kTrialActivation, Arrival{Duration{now}})) {
        admitted.push_back(now);
      }
      if (now % 250 != 80 * i) continue;  // the nodes merge at different times
      std::vector<RateStanding> standings;
      for (const RateUse& use : node.report_uses()) {
        const std::int64_t start = use.first.count() * 1000 - 1'000'000;
        used_until = std::max(used_until, start) + use.calls * node.cost_of_a_call().count();
        standings.push_back(
            {use.application, use.method, std::chrono::microseconds{used_until - now * 1000}});
      }
      node.apply_standings(standings, Duration{now});
    }
  }
  for (std::int64_t from = 10'000; from + 10'000 < 40'000; from += 100) {
    const auto count = std::count_if(admitted.begin(), admitted.end(),
                                     [&](auto at) { return at >= from && at < from + 10'000; });
    EXPECT_LE(count, kLimit * 10 + kLimit * kNodes) << "from " << from;
    EXPECT_GE(count, kLimit * 10 - kLimit * kNodes) << "from " << from;
  }
}

TEST(RateLimit, ASingleNodeStaysExactWhileItMerges) {
  RateLimit alone(5);
  RateLimit merging(5);
  std::int64_t used_until = 0;
  for (std::int64_t now = 10'000; now < 20'000; now += 7) {
    // A bucket and a window could differ after bursts with pauses.
    if (now / 700 % 3 == 0) {
      const bool first{alone.count({1}, kTrialActivation, Arrival{Duration{now}})};
      const bool second{merging.count({1}, kTrialActivation, Arrival{Duration{now}})};
      EXPECT_EQ(first, second) << "at " << now;
    }
    if (now % 35 != 0) continue;
    std::vector<RateStanding> standings;
    for (const RateUse& use : merging.report_uses()) {
      used_until = std::max(used_until, use.first.count() * 1000 - 1'000'000) +
                   use.calls * merging.cost_of_a_call().count();
      standings.push_back(
          {use.application, use.method, std::chrono::microseconds{used_until - now * 1000}});
    }
    merging.apply_standings(standings, Duration{now});
  }
}

TEST(RateLimit, ZeroIsOff) {
  test::FakeClock clock;
  RateLimit rate(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(rate.count({1}, kTrialActivation, {clock.steady()}));
}

}  // namespace
}  // namespace usher::service
