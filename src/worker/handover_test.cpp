#include "worker/handover.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace usher::worker {
namespace {

using domain::LetterResult;

struct Answering final : mail::Mailer {
  explicit Answering(mail::Delivery delivery) : answer(std::move(delivery)) {}
  Task<mail::Delivery> send(const mail::Envelope&, const std::string&, Duration) override {
    co_return answer;
  }
  Task<mail::Delivery> probe(Duration) override { co_return answer; }
  mail::Delivery answer;
};

class HandoverTest : public testing::Test {
 protected:
  HandedOver hand_over(mail::Mailer& mailer, bool sender_is_ours) {
    return run(mailer, [&] {
      return Prepared{{"a@example.com", "b@example.com"}, "x", sender_is_ours};
    });
  }
  HandedOver run(mail::Mailer& mailer, const std::function<Prepared()>& prepare) {
    return loop_.wait_for(handover_(mailer, clock_.steady() + std::chrono::minutes(1), prepare));
  }

  mail::SocketLoop loop_;

  test::FakeClock clock_;
  SystemRandom random_;
  Breaker breaker_{random_};
  Handover handover_{std::chrono::minutes(1), breaker_, clock_};
};

TEST_F(HandoverTest, AnAccountsSenderIsRefusedWithoutTheRelayBeingDown) {
  Answering refusing({mail::Outcome::relay_down, "550 no", false, true});
  const HandedOver its = hand_over(refusing, false);
  EXPECT_EQ(its.result, LetterResult::temporary);
  EXPECT_TRUE(its.sender_refused);
  EXPECT_FALSE(breaker_.open_since());
  const HandedOver ours = hand_over(refusing, true);
  EXPECT_EQ(ours.result, LetterResult::not_tried);
  EXPECT_TRUE(breaker_.open_since());
}

TEST_F(HandoverTest, WhatCanNotBePreparedHarmsNobody) {
  Answering unused({mail::Outcome::accepted, "250 ok", false, false});
  const HandedOver out = run(unused, []() -> Prepared { throw std::runtime_error("disk full"); });
  EXPECT_EQ(out.result, LetterResult::not_tried);
  EXPECT_EQ(out.answer, "disk full");
}

}  // namespace
}  // namespace usher::worker
