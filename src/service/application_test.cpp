#include "service/application.hpp"

#include <gtest/gtest.h>

#include "service/rate_limit.hpp"
#include "support/test_service.hpp"

namespace usher::service::application {
namespace {

class ApplicationTest : public test::TestService {
 protected:
  bool knows(const Secret& secret) {
    return test::in_transaction(store_, [&](store::Tx& tx) {
      return authenticate(tx, {credentials_.client_id, secret}).has_value();
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
    allowed += rate.count({1}, Method::trial_activation, {clock.steady()}) ? 1 : 0;
    clock.advance(Duration{10});
  }
  EXPECT_EQ(allowed, 50);
}

TEST(RateLimit, CountsMethodsAndApplicationsApart) {
  test::FakeClock clock;
  RateLimit rate(1);
  EXPECT_TRUE(rate.count({1}, Method::trial_activation, {clock.steady()}));
  EXPECT_TRUE(rate.count({1}, Method::trial_activation_status, {clock.steady()}));
  EXPECT_TRUE(rate.count({2}, Method::trial_activation, {clock.steady()}));
  const auto refused = rate.count({1}, Method::trial_activation, {clock.steady()});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("too_many_requests"), std::string::npos);
  EXPECT_NE(refused.error().message.find("at most 1 "), std::string::npos);
  EXPECT_EQ(refused.error().retry_after_s, 1);
}

TEST(RateLimit, CountsACallOnceWhenItArrived) {
  RateLimit rate(2);
  const Arrival first{Duration{1000}};
  EXPECT_TRUE(rate.count({1}, Method::trial_activation, first));
  EXPECT_TRUE(rate.count({1}, Method::trial_activation, first));
  EXPECT_TRUE(rate.count({1}, Method::trial_activation, {Duration{1500}}));
  EXPECT_FALSE(rate.count({1}, Method::trial_activation, {Duration{1999}}));
  EXPECT_TRUE(rate.count({1}, Method::trial_activation, {Duration{2000}}));
}

TEST(RateLimit, ZeroIsOff) {
  test::FakeClock clock;
  RateLimit rate(0);
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(rate.count({1}, Method::trial_activation, {clock.steady()}));
}

}  // namespace
}  // namespace usher::service::application
