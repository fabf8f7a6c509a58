#include "service/provisioning/activation.hpp"

#include <gtest/gtest.h>

#include <set>

#include "domain/provisioning/status_hash.hpp"
#include "service/provisioning/confirmation.hpp"
#include "service/provisioning/maintenance.hpp"
#include "support/test_service.hpp"

namespace usher::service {
namespace {

using domain::Code;

class SubmitTest : public test::TestService {
 protected:
  Result<Code> status(std::int64_t id, const std::string& hash) {
    const StatusRequest request{credentials_, ActivationProof{id, hash}, {}};
    const auto found = store_.call<&read_activation_statuses>(activation_tools_, request);
    if (!found) return found.error();
    return found->code;
  }
  void set_plan(PlanChange change) {
    change.name = "default";
    ASSERT_TRUE(store_.call<&update_plan>(change));
  }
  void maintenance(bool on) { store_.call<&switch_maintenance>(MaintenanceSwitch{on, "test"}); }
  LinkState open(const std::string& token) {
    return store_.call<&read_confirmation>(activation_tools_, token).link;
  }
  LinkState confirm(const std::string& token) {
    return store_.call<&confirm_address>(activation_tools_, token).link;
  }
};

TEST_F(SubmitTest, TheStatusOfAnAcceptedRequestCanBeRead) {
  const auto accepted = submit("203.0.113.1");
  ASSERT_TRUE(accepted);
  EXPECT_GT(accepted->id, 0);
  EXPECT_EQ(status(accepted->id, accepted->hash).value(), Code::confirmed);
}

TEST_F(SubmitTest, OnlyTheHashProvesAnActivation) {
  const auto accepted = submit("203.0.113.1");
  EXPECT_EQ(status(accepted->id, "").error().code, Errc::not_found);
  EXPECT_EQ(status(accepted->id, accepted->hash + "x").error().code, Errc::not_found);
  EXPECT_EQ(status(accepted->id + 1, accepted->hash).error().code, Errc::not_found);
  credentials_ = register_application("Other");
  EXPECT_EQ(status(accepted->id, accepted->hash).error().code, Errc::not_found);
}

TEST_F(SubmitTest, ARepeatGetsTheFirstResultWhateverItsOtherFields) {
  const auto first = submit("203.0.113.1", "a@example.com");
  auto again = request("203.0.113.1", " a@EXAMPLE.com ");
  again.company = "Renamed";
  const auto second =
      submit(NewActivation{credentials_, domain::check(again, {"198.51.100.1", false}), {}});
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
  const std::vector<NewActivation> inputs(50, input("203.0.113.1"));
  std::set<std::int64_t> ids;
  for (const auto& answer : submit_batch(inputs)) {
    ASSERT_TRUE(answer);
    ids.insert(answer->id);
  }
  EXPECT_EQ(ids.size(), 1U);
}

TEST_F(SubmitTest, FiftyDifferentRequestsFromOneIpAreOneActivationToo) {
  std::vector<NewActivation> inputs;
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
  EXPECT_EQ(fake->id, kSandboxId);
  EXPECT_FALSE(fake->hash.empty());
  std::set<Code> seen;
  for (int i = 0; i < 400; ++i) seen.insert(status(kSandboxId, "any").value());
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(domain::kCodes));
  EXPECT_EQ(deliver_all(), 0);
}

TEST_F(SubmitTest, WithoutTheRightToProvisionOnlyTheSandboxIsOpen) {
  credentials_ = register_application("Waiting", false);
  EXPECT_TRUE(submit("127.0.0.1"));
  const auto refused = submit("203.0.113.1");
  EXPECT_EQ(refused.error().code, Errc::forbidden);
  EXPECT_TRUE(refused.error().message.starts_with("Authorization error"));
}

TEST_F(SubmitTest, CredentialsAreCheckedBeforeTheRequest) {
  NewActivation bad = input("203.0.113.1");
  bad.applicant = Error{Errc::invalid, "Company is missing."};
  EXPECT_EQ(submit(bad).error().code, Errc::invalid);
  bad.credentials.secret = Secret("guess");
  EXPECT_EQ(submit(bad).error().code, Errc::unauthorized);
  bad.credentials = {};
  EXPECT_EQ(submit(bad).error().code, Errc::unauthorized);
}

TEST_F(SubmitTest, AnAddressGetsThreeMailsADay) {
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(submit("203.0.113." + std::to_string(i)));
  const auto fourth = submit("203.0.113.4");
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, Errc::too_many);
  EXPECT_GT(fourth.error().retry_after_s, 0);
  // A repeat sends no mail.
  EXPECT_TRUE(submit("203.0.113.2")->repeated);
  store_.clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(submit("203.0.113.4"));
}

TEST_F(SubmitTest, TheDailyLimitHoldsWithinOneBatch) {
  std::vector<NewActivation> inputs;
  for (int i = 1; i <= 6; ++i) inputs.push_back(input("203.0.113." + std::to_string(i)));
  int accepted = 0;
  for (const auto& answer : submit_batch(inputs)) accepted += answer ? 1 : 0;
  EXPECT_EQ(accepted, 3);
}

TEST_F(SubmitTest, DisposableAddressesAreRejectedIfThePlanSaysSo) {
  EXPECT_TRUE(submit("203.0.113.1", "a@mailinator.com"));
  PlanChange edit;
  edit.refuse_disposable = true;
  set_plan(edit);
  const auto refused = submit("203.0.113.2", "a@mailinator.com");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_TRUE(refused.error().message.starts_with("Email"));
  EXPECT_TRUE(submit("203.0.113.1", "a@mailinator.com")->repeated);
}

TEST_F(SubmitTest, DuringMaintenanceItIsAcceptedAndResumesAutomatically) {
  maintenance(true);
  const auto accepted = submit("203.0.113.1");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(code_of(accepted->id), Code::manual);
  EXPECT_EQ(deliver_all(), 0);
  maintenance(false);
  EXPECT_EQ(sweep().released, 1);
  EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(SubmitTest, MaintenanceMovesOnlyUnleasedActivations) {
  const auto held = submit("203.0.113.1", "a@example.com");
  const auto tasks = claim();
  const auto waiting = submit("203.0.113.2", "b@example.com");
  maintenance(true);
  EXPECT_EQ(sweep().parked, 1);
  EXPECT_EQ(code_of(held->id), Code::in_progress);
  EXPECT_EQ(code_of(waiting->id), Code::manual);
  settle(tasks.front(), domain::MailResult::accepted);
  EXPECT_EQ(code_of(held->id), Code::processed);
}

TEST_F(SubmitTest, APlanMayRequireConfirmation) {
  PlanChange edit;
  edit.confirm_address = true;
  set_plan(edit);
  const auto accepted = submit("203.0.113.1");
  EXPECT_EQ(code_of(accepted->id), Code::not_confirmed);
  const auto tasks = claim();
  ASSERT_EQ(tasks.size(), 1U);
  const std::string token = tasks[0].mail.confirm_token.reveal();
  EXPECT_TRUE(tasks[0].mail.password.empty());
  settle(tasks[0], domain::MailResult::accepted);

  EXPECT_EQ(open(token), LinkState::valid);
  EXPECT_EQ(code_of(accepted->id), Code::not_confirmed) << "opening the page changes nothing";
  EXPECT_EQ(confirm(token + "x"), LinkState::invalid);
  EXPECT_EQ(confirm("1-guess"), LinkState::invalid);
  EXPECT_EQ(confirm(token), LinkState::valid);
  EXPECT_EQ(code_of(accepted->id), Code::confirmed);
  EXPECT_EQ(confirm(token), LinkState::used);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(SubmitTest, AnUnconfirmedAddressIsBlockedAfterAWeek) {
  PlanChange edit;
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
}  // namespace usher::service
