#include "service/provisioning/activation.hpp"

#include <gtest/gtest.h>

#include <set>

#include "domain/provisioning/status_hash.hpp"
#include "service/provisioning/maintenance.hpp"
#include "support/test_service.hpp"

namespace usher::service::activation {
namespace {

using domain::Code;

class SubmitTest : public test::TestService {
 protected:
  Status::Output status(std::int64_t id, const std::string& hash) {
    Status service(store_.keys, rate_, store_.random);
    return store_.read(service, {credentials_, Status::Query{id, hash}, {}});
  }
  void set_plan(plan::Edit::Input edit) {
    edit.name = "default";
    plan::Edit service;
    ASSERT_TRUE(store_.write(service, edit));
  }
  void maintenance(bool on) {
    maintenance::Switch turn;
    store_.write(turn, {on, "test"});
  }
};

TEST_F(SubmitTest, AnAcceptedRequestCanBeAskedAfter) {
  const auto accepted = submit("203.0.113.1");
  ASSERT_TRUE(accepted);
  EXPECT_GT(accepted->id, 0);
  EXPECT_EQ(status(accepted->id, accepted->hash).value(), Code::confirmed);
}

TEST_F(SubmitTest, TheHashProvesItAndNothingElseDoes) {
  const auto accepted = submit("203.0.113.1");
  EXPECT_EQ(status(accepted->id, "").error().code, Errc::not_found);
  EXPECT_EQ(status(accepted->id, accepted->hash + "x").error().code, Errc::not_found);
  EXPECT_EQ(status(accepted->id + 1, accepted->hash).error().code, Errc::not_found);
  credentials_ = register_application("Other");
  EXPECT_EQ(status(accepted->id, accepted->hash).error().code, Errc::not_found);
}

TEST_F(SubmitTest, ARepeatGetsTheFirstAnswerWhateverElseItSays) {
  const auto first = submit("203.0.113.1", "a@example.com");
  auto again = request("203.0.113.1", " a@EXAMPLE.com ");
  again.company = "Renamed";
  const auto second =
      store_.write(submit_, {credentials_, domain::check(again, {"198.51.100.1", false}), {}});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(second->hash, first->hash);
  EXPECT_TRUE(second->repeated);
}

TEST_F(SubmitTest, AnotherAddressOrApplicationFromOneIpIsRefused) {
  ASSERT_TRUE(submit("203.0.113.1", "a@example.com"));
  EXPECT_EQ(submit("203.0.113.1", "b@example.com").error().code, Errc::forbidden);
  credentials_ = register_application("Other");
  EXPECT_EQ(submit("203.0.113.1", "a@example.com").error().code, Errc::forbidden);
  EXPECT_EQ(submit("::ffff:203.0.113.1", "a@example.com").error().code, Errc::forbidden);
}

TEST_F(SubmitTest, FiftyEqualRequestsInOneBatchAreOneActivation) {
  const std::vector<Submit::Input> inputs(50, input("203.0.113.1"));
  std::set<std::int64_t> ids;
  for (const auto& answer : submit_batch(inputs)) {
    ASSERT_TRUE(answer);
    ids.insert(answer->id);
  }
  EXPECT_EQ(ids.size(), 1U);
}

TEST_F(SubmitTest, FiftyDifferentRequestsFromOneIpAreOneActivationToo) {
  std::vector<Submit::Input> inputs;
  for (int i = 0; i < 50; ++i) {
    inputs.push_back(input("203.0.113.1", "a" + std::to_string(i) + "@example.com"));
  }
  int accepted = 0;
  for (const auto& answer : submit_batch(inputs)) {
    accepted += answer ? 1 : 0;
    if (!answer) {
      EXPECT_EQ(answer.error().code, Errc::forbidden);
    }
  }
  EXPECT_EQ(accepted, 1);
}

TEST_F(SubmitTest, TheSandboxLeavesNoTrace) {
  const auto fake = submit("127.0.0.1");
  ASSERT_TRUE(fake);
  EXPECT_EQ(fake->id, kFakeId);
  EXPECT_FALSE(fake->hash.empty());
  std::set<Code> seen;
  for (int i = 0; i < 400; ++i) seen.insert(status(kFakeId, "any").value());
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(domain::kCodes));
  EXPECT_EQ(deliver_all(), 0);
}

TEST_F(SubmitTest, WithoutTheRightOnlyTheSandboxIsOpen) {
  credentials_ = register_application("Waiting", false);
  EXPECT_TRUE(submit("127.0.0.1"));
  const auto refused = submit("203.0.113.1");
  EXPECT_EQ(refused.error().code, Errc::forbidden);
  EXPECT_TRUE(refused.error().message.starts_with("Authorization error"));
}

TEST_F(SubmitTest, WhoIsAskingComesBeforeWhatIsWrong) {
  Submit::Input bad = input("203.0.113.1");
  bad.applicant = Error{Errc::invalid, "Company is missing."};
  EXPECT_EQ(store_.write(submit_, bad).error().code, Errc::invalid);
  bad.credentials.secret = Secret("guess");
  EXPECT_EQ(store_.write(submit_, bad).error().code, Errc::unauthorized);
  bad.credentials = {};
  EXPECT_EQ(store_.write(submit_, bad).error().code, Errc::unauthorized);
}

TEST_F(SubmitTest, OneAddressGetsThreeMailsADay) {
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(submit("203.0.113." + std::to_string(i)));
  const auto fourth = submit("203.0.113.4");
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, Errc::too_many);
  EXPECT_GT(fourth.error().retry_after_s, 0);
  // A repeat is no new mail.
  EXPECT_TRUE(submit("203.0.113.2")->repeated);
  store_.clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(submit("203.0.113.4"));
}

TEST_F(SubmitTest, TheDailyLimitHoldsWithinOneBatch) {
  std::vector<Submit::Input> inputs;
  for (int i = 1; i <= 6; ++i) inputs.push_back(input("203.0.113." + std::to_string(i)));
  int accepted = 0;
  for (const auto& answer : submit_batch(inputs)) accepted += answer ? 1 : 0;
  EXPECT_EQ(accepted, 3);
}

TEST_F(SubmitTest, DisposableAddressesAreRefusedWhenThePlanSaysSo) {
  EXPECT_TRUE(submit("203.0.113.1", "a@mailinator.com"));
  plan::Edit::Input edit;
  edit.refuse_disposable = true;
  set_plan(edit);
  const auto refused = submit("203.0.113.2", "a@mailinator.com");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_TRUE(refused.error().message.starts_with("Email"));
  EXPECT_TRUE(submit("203.0.113.1", "a@mailinator.com")->repeated);
}

TEST_F(SubmitTest, UnderMaintenanceItIsAcceptedAndGoesOnByItself) {
  maintenance(true);
  const auto accepted = submit("203.0.113.1");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(code_of(accepted->id), Code::manual);
  EXPECT_EQ(deliver_all(), 0);
  maintenance(false);
  EXPECT_EQ(store_.write(sweep_, {}).released, 1);
  EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(SubmitTest, MaintenanceMovesOnlyWhatNoWorkerHolds) {
  const auto held = submit("203.0.113.1", "a@example.com");
  const auto work = claim();
  const auto waiting = submit("203.0.113.2", "b@example.com");
  maintenance(true);
  EXPECT_EQ(store_.write(sweep_, {}).parked, 1);
  EXPECT_EQ(code_of(held->id), Code::in_progress);
  EXPECT_EQ(code_of(waiting->id), Code::manual);
  end(work.front(), domain::MailResult::accepted);
  EXPECT_EQ(code_of(held->id), Code::processed);
}

TEST_F(SubmitTest, APlanMayAskForConfirmationFirst) {
  plan::Edit::Input edit;
  edit.confirm_address = true;
  set_plan(edit);
  const auto accepted = submit("203.0.113.1");
  EXPECT_EQ(code_of(accepted->id), Code::not_confirmed);
  const auto work = claim();
  ASSERT_EQ(work.size(), 1U);
  const std::string token = work[0].mail.confirm_token.reveal();
  EXPECT_TRUE(work[0].mail.password.empty());
  end(work[0], domain::MailResult::accepted);

  Confirm confirm(store_.keys);
  ConfirmPage look(confirm);
  EXPECT_EQ(store_.read(look, token).answer, Confirm::Answer::confirmed);
  EXPECT_EQ(code_of(accepted->id), Code::not_confirmed) << "looking changes nothing";
  EXPECT_EQ(store_.write(confirm, token + "x").answer, Confirm::Answer::gone);
  EXPECT_EQ(store_.write(confirm, "1-guess").answer, Confirm::Answer::gone);
  EXPECT_EQ(store_.write(confirm, token).answer, Confirm::Answer::confirmed);
  EXPECT_EQ(code_of(accepted->id), Code::confirmed);
  EXPECT_EQ(store_.write(confirm, token).answer, Confirm::Answer::already);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(SubmitTest, AnAddressThatNobodyConfirmsIsBlockedAfterAWeek) {
  plan::Edit::Input edit;
  edit.confirm_address = true;
  set_plan(edit);
  const auto accepted = submit("203.0.113.1");
  EXPECT_EQ(deliver_all(), 1);
  store_.clock.advance(std::chrono::hours(7 * 24) - std::chrono::minutes(1));
  EXPECT_TRUE(claim().empty());
  store_.clock.advance(std::chrono::minutes(1));
  claim();
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
}

}  // namespace
}  // namespace usher::service::activation
