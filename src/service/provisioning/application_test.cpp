#include "service/provisioning/application.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "service/provisioning/client_authentication.hpp"
#include "service/rate_limit.hpp"
#include "support/test_service.hpp"

namespace usher::service::application {
namespace {

class ApplicationTest : public test::TestService {
 protected:
  bool knows(const Secret& secret) {
    return test::in_transaction(store_, [&](store::WriteTx& tx) {
      return authenticate_client(tx, {credentials_.client_id, secret}).has_value();
    });
  }
  Secret rotate(Duration overlap) {
    RotateSecret service(store_.random);
    return store_.write(service, {credentials_.client_id, overlap})->secret;
  }
};

TEST_F(ApplicationTest, ANewOneMayNotProvisionYet) {
  Register enter(store_.random);
  const auto issued = store_.write(enter, {" Shop ", "Dev@Example.com"});
  ASSERT_TRUE(issued);
  EXPECT_FALSE(issued->application.enabled);
  EXPECT_EQ(issued->application.name, "Shop");
  EXPECT_EQ(issued->application.contact, "Dev@example.com");
  EXPECT_EQ(issued->application.client_id.size(), 36U);
  EXPECT_GE(issued->secret.reveal().size(), 26U);
}

TEST_F(ApplicationTest, WhatStaffTypeIsChecked) {
  Register enter(store_.random);
  EXPECT_FALSE(store_.write(enter, {"", "dev@example.com"}));
  EXPECT_FALSE(store_.write(enter, {"Shop", "nobody"}));
  EXPECT_FALSE(store_.write(enter, {"Shop\n", "a\r\nb@example.com"}));
}

TEST_F(ApplicationTest, TheOldSecretLivesForTheOverlap) {
  const Secret old = credentials_.secret;
  const Secret fresh = rotate(std::chrono::hours(24));
  EXPECT_TRUE(knows(old));
  EXPECT_TRUE(knows(fresh));
  store_.clock.advance(std::chrono::hours(24));
  EXPECT_FALSE(knows(old));
  EXPECT_TRUE(knows(fresh));
}

TEST_F(ApplicationTest, TwoSecretsLiveAtMost) {
  const Secret first = credentials_.secret;
  const Secret second = rotate(std::chrono::hours(24));
  const Secret third = rotate(std::chrono::hours(24));
  EXPECT_FALSE(knows(first));
  EXPECT_TRUE(knows(second));
  EXPECT_TRUE(knows(third));
}

TEST_F(ApplicationTest, WithoutOverlapTheOldOneEndsAtOnce) {
  const Secret old = credentials_.secret;
  rotate(Duration{0});
  EXPECT_FALSE(knows(old));
}

TEST(RateLimit, AllowsExactlySoManyInAnySecond) {
  test::FakeClock clock;
  RateLimit rate(5);
  int allowed = 0;
  for (int ms = 0; ms < 10'000; ms += 10) {
    allowed += rate.count({1}, kTrialActivation, {clock.steady()}) ? 1 : 0;
    clock.advance(Duration{10});
  }
  EXPECT_EQ(allowed, 50);
}

TEST(RateLimit, CountsMethodsAndApplicationsApart) {
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

TEST(RateLimit, CountsACallOnceWhenItArrived) {
  RateLimit rate(2);
  const Arrival first{Duration{1000}};
  EXPECT_TRUE(rate.count({1}, kTrialActivation, first));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, first));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, {Duration{1500}}));
  EXPECT_FALSE(rate.count({1}, kTrialActivation, {Duration{1999}}));
  EXPECT_TRUE(rate.count({1}, kTrialActivation, {Duration{2000}}));
}

TEST(RateLimit, SeveralNodesPayBackWhatTheyOverdrew) {
  constexpr int kLimit = 5;
  constexpr int kNodes = 3;
  std::vector<std::unique_ptr<RateLimit>> nodes;
  for (int i = 0; i < kNodes; ++i) nodes.push_back(std::make_unique<RateLimit>(kLimit));
  std::int64_t used_until = 0;  // the shared bucket, in microseconds
  std::vector<std::int64_t> let_through;
  for (std::int64_t now = 10'000; now < 40'000; now += 5) {
    for (int i = 0; i < kNodes; ++i) {
      RateLimit& node = *nodes[static_cast<std::size_t>(i)];
      if (node.count({1}, kTrialActivation, Arrival{Duration{now}})) {
        let_through.push_back(now);
      }
      if (now % 250 != 80 * i) continue;  // the nodes merge at different moments
      std::vector<RateStanding> standings;
      for (const RateUse& use : node.take_uses()) {
        const std::int64_t start = use.first.count() * 1000 - 1'000'000;
        used_until = std::max(used_until, start) + use.calls * node.cost_of_a_call().count();
        standings.push_back(
            {use.application, use.method, std::chrono::microseconds{used_until - now * 1000}});
      }
      node.learn(standings, Duration{now});
    }
  }
  for (std::int64_t from = 10'000; from + 10'000 < 40'000; from += 100) {
    const auto count = std::count_if(let_through.begin(), let_through.end(),
                                     [&](auto at) { return at >= from && at < from + 10'000; });
    EXPECT_LE(count, kLimit * 10 + kLimit * kNodes) << "from " << from;
    EXPECT_GE(count, kLimit * 10 - kLimit * kNodes) << "from " << from;
  }
}

TEST(RateLimit, ANodeThatIsAloneStaysExactWhileItMerges) {
  RateLimit alone(5);
  RateLimit merging(5);
  std::int64_t used_until = 0;
  for (std::int64_t now = 10'000; now < 20'000; now += 7) {
    // Bursts with rests between them: where a bucket and a window could disagree.
    if (now / 700 % 3 == 0) {
      const bool first{alone.count({1}, kTrialActivation, Arrival{Duration{now}})};
      const bool second{merging.count({1}, kTrialActivation, Arrival{Duration{now}})};
      EXPECT_EQ(first, second) << "at " << now;
    }
    if (now % 35 != 0) continue;
    std::vector<RateStanding> standings;
    for (const RateUse& use : merging.take_uses()) {
      used_until = std::max(used_until, use.first.count() * 1000 - 1'000'000) +
                   use.calls * merging.cost_of_a_call().count();
      standings.push_back(
          {use.application, use.method, std::chrono::microseconds{used_until - now * 1000}});
    }
    merging.learn(standings, Duration{now});
  }
}

TEST(RateLimit, ZeroIsOff) {
  test::FakeClock clock;
  RateLimit rate(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(rate.count({1}, kTrialActivation, {clock.steady()}));
}

}  // namespace
}  // namespace usher::service::application
