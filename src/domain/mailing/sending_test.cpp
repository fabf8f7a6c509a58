#include "domain/mailing/sending.hpp"

#include <gtest/gtest.h>

#include "domain/wire_date.hpp"

namespace usher::domain {
namespace {

using State = DeliveryDecision::State;

DeliveryDecision after(MailResult result, int attempts = 1, bool perhaps = false) {
  return after_delivery({.result = result, .possibly_accepted = perhaps, .attempts = attempts}, {},
                        0.5);
}

TEST(Sending, RetriesAndBouncesFollowFromTheOutcome) {
  EXPECT_EQ(after(MailResult::accepted).state, State::sent);
  EXPECT_EQ(after(MailResult::message_rejected).state, State::failed);
  EXPECT_FALSE(after(MailResult::message_rejected).hard_bounce);
  EXPECT_TRUE(after(MailResult::recipient_rejected).hard_bounce);
  const DeliveryDecision again = after(MailResult::deferred, 7);
  EXPECT_EQ(again.state, State::retry);
  EXPECT_GT(again.retry_in, Duration{0});
  EXPECT_EQ(again.attempts, 7);
  EXPECT_EQ(after(MailResult::deferred, 8).state, State::failed);
  EXPECT_TRUE(after(MailResult::deferred, 8).soft_bounce);
}

TEST(Sending, OnlyBadAddressesAreHardBounces) {
  DeliveryOutcome spam{.result = MailResult::message_rejected,
                       .recipient_refusal = RefusalCause::policy};
  EXPECT_EQ(after_delivery(spam, {}, 0.5).state, State::retry);
  spam.attempts = kMaxPolicyAttempts;
  const DeliveryDecision refused = after_delivery(spam, {}, 0.5);
  EXPECT_EQ(refused.state, State::failed);
  EXPECT_TRUE(refused.soft_bounce && !refused.hard_bounce && !refused.undeliverable);
  const DeliveryDecision full = after_delivery(
      {.result = MailResult::message_rejected, .recipient_refusal = RefusalCause::undeliverable},
      {}, 0.5);
  EXPECT_EQ(full.state, State::failed);
  EXPECT_TRUE(full.soft_bounce && !full.hard_bounce && full.undeliverable);
  DeliveryOutcome sender{.result = MailResult::deferred, .sender_rejected = true};
  EXPECT_EQ(after_delivery(sender, {}, 0.5).state, State::retry);
  sender.attempts = 8;
  const DeliveryDecision given_up = after_delivery(sender, {}, 0.5);
  EXPECT_EQ(given_up.state, State::failed);
  EXPECT_FALSE(given_up.soft_bounce || given_up.hard_bounce);
}

TEST(Sending, AnUnavailableRelayUsesUpNoAttempt) {
  const DeliveryDecision decision = after(MailResult::not_attempted, 3);
  EXPECT_EQ(decision.state, State::retry);
  EXPECT_EQ(decision.attempts, 2);
}

TEST(Sending, AMailThatMayHaveBeenAcceptedIsNeverSentAgain) {
  for (const MailResult result : {MailResult::deferred, MailResult::not_attempted}) {
    EXPECT_EQ(after(result, 1, true).state, State::unknown);
  }
}

TEST(WireDate, IsParsedAsItWasWritten) {
  const TimePoint time = from_ms(1795446172000);
  EXPECT_EQ(wire_date(time), "2026-11-23 15:02:52Z");
  for (const char* text : {"2026-11-23 15:02:52Z", "\"2026-11-23 15:02:52Z\"",
                           "2026-11-23 15:02:52", "2026-11-23T15:02:52.000Z"}) {
    EXPECT_EQ(parse_wire_date(text).value(), time) << text;
  }
  EXPECT_EQ(wire_date(std::optional<TimePoint>()), kNoDate);
  EXPECT_FALSE(parse_wire_date("").value().has_value());
  EXPECT_FALSE(parse_wire_date("\"\"").value().has_value());
  for (const char* text : {"tomorrow", "2026-13-01 00:00:00Z", "2026-02-30 00:00:00Z",
                           "2026-11-23 25:00:00Z", "2026-11-23", "2026-11-23 15:02:52+01:00"}) {
    EXPECT_FALSE(parse_wire_date(text)) << text;
  }
}

}  // namespace
}  // namespace usher::domain
