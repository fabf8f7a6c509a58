#include "service/provisioning/task_turn.hpp"

#include <gtest/gtest.h>

#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/newsletter.hpp"
#include "support/test_service.hpp"

namespace usher::service {
namespace {

using domain::Code;
using domain::MailResult;
using domain::TaskKind;

class TaskTurnTest : public test::TestService {
 protected:
  domain::Account account_of(std::int64_t id) {
    const domain::ActivationId activation{id};
    const auto found = test::in_transaction(store_, [&](store::WriteTx& tx) {
      return store::account::find_by_activation(tx, std::span(&activation, 1));
    });
    EXPECT_TRUE(found.front().has_value());
    return *found.front();
  }
  std::size_t alerts() { return store_.call<&list_alerts>(1000).size(); }
  Result<ResentMail> resend(std::int64_t id, const std::string& email = "") {
    const OwnerTools tools{store_.keys, store_.random};
    return store_.call<&resend_credentials>(tools, ResendRequest{{id}, email});
  }
  Result<BlockOutcome> block(std::int64_t id) {
    return store_.call<&block_activation>(ActivationBlock{{id}, "fraud"});
  }
  Result<Done> retry(std::int64_t id) {
    const OwnerTools tools{store_.keys, store_.random};
    return store_.call<&retry_activation>(tools, domain::ActivationId{id});
  }
  Result<Done> release_ip(std::int64_t id, const std::string& reason) {
    return store_.call<&release_activation_ip>(IpRelease{{id}, reason});
  }
};

TEST_F(TaskTurnTest, DeliversAnAcceptedActivation) {
  const auto accepted = submit("203.0.113.1");
  const auto tasks = claim();
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(code_of(accepted->id), Code::in_progress);
  const MailRequest& mail = tasks[0].mail;
  EXPECT_EQ(mail.user_name, domain::user_name_of(account_of(accepted->id).id));
  EXPECT_EQ(mail.password.reveal().size(), 26U);
  EXPECT_EQ(sha256(mail.password.reveal()), account_of(accepted->id).password_hash);
  EXPECT_FALSE(account_of(accepted->id).nonce.empty());
  EXPECT_EQ(settle(tasks[0], MailResult::accepted), 0);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_TRUE(account_of(accepted->id).nonce.empty()) << "the password can't be computed again";
  EXPECT_TRUE(claim().empty());
}

TEST_F(TaskTurnTest, TheNewsletterNeedsTheApplicantsConsent) {
  submit("203.0.113.1", "yes@example.com");
  auto no = request("203.0.113.2", "no@example.com");
  no.register_to_newsletter = false;
  submit(NewActivation{credentials_, domain::check(no, {"", false}), {}});
  deliver_all();
  const auto list = test::in_transaction(
      store_, [](store::WriteTx& tx) { return store::newsletter::list(tx, "", 10); });
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].address, "yes@example.com");
}

TEST_F(TaskTurnTest, ARepeatAfterAnExpiredLeaseIsTheSameMail) {
  submit("203.0.113.1");
  const auto first = claim();
  store_.clock.advance(rules_.lease + std::chrono::seconds(1));
  const auto second = claim();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].mail.password.reveal(), first[0].mail.password.reveal());
  EXPECT_EQ(second[0].mail.message_id_part, first[0].mail.message_id_part);
  EXPECT_EQ(second[0].mail.date, first[0].mail.date);
  EXPECT_EQ(second[0].mail.user_name, first[0].mail.user_name);
  EXPECT_EQ(settle(first[0], MailResult::accepted), 1) << "its lease has expired";
  EXPECT_EQ(settle(second[0], MailResult::accepted), 0);
}

TEST_F(TaskTurnTest, EightTemporaryFailuresAreOneAlertThenHourlyRetries) {
  const auto accepted = submit("203.0.113.1");
  for (int attempt = 1; attempt <= rules_.retry.attempts; ++attempt) {
    const auto tasks = claim();
    ASSERT_EQ(tasks.size(), 1U) << attempt;
    EXPECT_EQ(tasks[0].task.attempts, attempt);
    settle(tasks[0], MailResult::deferred, "451 try later");
    store_.clock.advance(std::chrono::hours(1) * 6 / 5);
    if (attempt < rules_.retry.attempts) {
      EXPECT_EQ(code_of(accepted->id), Code::in_progress);
    }
  }
  EXPECT_EQ(code_of(accepted->id), Code::error);
  EXPECT_EQ(alerts(), 1U);
  for (int hour = 0; hour < 3; ++hour) {
    for (const MailTask& task : claim()) {
      if (task.task.kind == TaskKind::alert) {
        settle(task, MailResult::accepted);
      } else {
        EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
        settle(task, MailResult::deferred);
      }
    }
    EXPECT_EQ(code_of(accepted->id), Code::error);
    store_.clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(alerts(), 1U);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(TaskTurnTest, ARejectedAddressIsAnErrorAndReleasesTheIp) {
  const auto accepted = submit("203.0.113.1", "typo@example.com");
  settle(claim()[0], MailResult::recipient_rejected, "550 no such user");
  EXPECT_EQ(code_of(accepted->id), Code::error);
  EXPECT_EQ(alerts(), 1U);
  store_.clock.advance(std::chrono::hours(24));
  for (const MailTask& task : claim()) EXPECT_EQ(task.task.kind, TaskKind::alert);
  const auto corrected = submit("203.0.113.1", "right@example.com");
  ASSERT_TRUE(corrected);
  EXPECT_NE(corrected->id, accepted->id);
}

TEST_F(TaskTurnTest, AnUnavailableRelayUsesUpNoAttempts) {
  const auto accepted = submit("203.0.113.1");
  for (int i = 0; i < 20; ++i) {
    const auto tasks = claim();
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks[0].task.attempts, 1);
    settle(tasks[0], MailResult::not_attempted);
    EXPECT_EQ(code_of(accepted->id), Code::in_progress);
    store_.clock.advance(std::chrono::seconds(2));
  }
  EXPECT_EQ(alerts(), 0U);
}

TEST_F(TaskTurnTest, ManyAlertsAreOneDigest) {
  for (int i = 1; i <= 5; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  for (const MailTask& task : claim()) settle(task, MailResult::recipient_rejected);
  EXPECT_EQ(alerts(), 5U);
  const auto first = claim();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].mail.alert_count, 5);
  settle(first[0], MailResult::accepted);
  submit("203.0.113.9", "late@example.com");
  settle(claim()[0], MailResult::recipient_rejected);
  EXPECT_TRUE(claim().empty()) << "the next digest waits";
  store_.clock.advance(domain::kAlertEvery);
  ASSERT_EQ(claim().size(), 1U);
}

TEST_F(TaskTurnTest, ABlockWaitsForTheWorkersLease) {
  const auto accepted = submit("203.0.113.1");
  const auto tasks = claim();
  EXPECT_EQ(block(accepted->id).value(), BlockOutcome::later);
  settle(tasks[0], MailResult::deferred);
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
  EXPECT_EQ(alerts(), 1U);
  for (const MailTask& task : claim()) EXPECT_EQ(task.task.kind, TaskKind::alert);
}

TEST_F(TaskTurnTest, ADeliveredMailWinsOverABlock) {
  const auto accepted = submit("203.0.113.1");
  const auto tasks = claim();
  block(accepted->id);
  settle(tasks[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(TaskTurnTest, ABlockStopsAConfirmationInFlight) {
  PlanChange change;
  change.name = "default";
  change.confirm_address = true;
  ASSERT_TRUE(store_.call<&update_plan>(change));
  const auto accepted = submit("203.0.113.1");
  const auto tasks = claim();
  EXPECT_EQ(block(accepted->id).value(), BlockOutcome::later);
  settle(tasks[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
}

TEST_F(TaskTurnTest, AResentMailHasItsOwnDateAndTheRequestKeepsItsAddress) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  store_.clock.advance(std::chrono::hours(500));
  ASSERT_TRUE(resend(accepted->id, "other@example.com"));
  settle(claim().at(0), MailResult::accepted);  // the notice to the former address
  const auto tasks = claim();
  EXPECT_EQ(tasks.at(0).mail.date, store_.clock.now());
  EXPECT_TRUE(submit("203.0.113.1", "first@example.com")->repeated);
  EXPECT_FALSE(submit("203.0.113.1", "other@example.com"));
}

TEST_F(TaskTurnTest, ABlockSurvivesTheDeathOfTheWorker) {
  const auto accepted = submit("203.0.113.1");
  claim();
  block(accepted->id);
  store_.clock.advance(rules_.lease + std::chrono::seconds(1));
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
}

TEST_F(TaskTurnTest, RetryKeepsAccountAndPassword) {
  const auto accepted = submit("203.0.113.1");
  const auto first = claim();
  settle(first[0], MailResult::message_rejected);
  EXPECT_TRUE(retry(accepted->id));
  EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
  const auto second = claim();
  const auto again = second[0].task.kind == TaskKind::alert ? second[1] : second[0];
  EXPECT_EQ(again.mail.user_name, first[0].mail.user_name);
  EXPECT_EQ(again.mail.password.reveal(), first[0].mail.password.reveal());
  settle(again, MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_EQ(retry(accepted->id).error().code, Errc::conflict);
}

TEST_F(TaskTurnTest, ResendReplacesThePassword) {
  const auto accepted = submit("203.0.113.1");
  const auto first = claim();
  settle(first[0], MailResult::accepted);
  ASSERT_TRUE(resend(accepted->id));
  const auto second = claim();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].mail.to_address, first[0].mail.to_address);
  EXPECT_EQ(second[0].mail.user_name, first[0].mail.user_name);
  EXPECT_NE(second[0].mail.password.reveal(), first[0].mail.password.reveal());
  EXPECT_NE(second[0].mail.message_id_part, first[0].mail.message_id_part);
  EXPECT_EQ(sha256(second[0].mail.password.reveal()), account_of(accepted->id).password_hash);
  settle(second[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_TRUE(account_of(accepted->id).nonce.empty());
}

TEST_F(TaskTurnTest, TheFormerAddressGetsANotice) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  ASSERT_TRUE(resend(accepted->id, "other@example.com"));
  const auto notice = claim();
  ASSERT_EQ(notice.size(), 1U);
  EXPECT_EQ(notice[0].mail.purpose, MailPurpose::moved);
  EXPECT_EQ(notice[0].mail.to_address, "first@example.com");
  EXPECT_TRUE(notice[0].mail.password.empty());
  settle(notice[0], MailResult::deferred);
  EXPECT_TRUE(claim().empty());
  store_.clock.advance(std::chrono::minutes(1));
  const auto again = claim();
  EXPECT_EQ(again.at(0).mail.message_id_part, notice[0].mail.message_id_part);
  settle(again[0], MailResult::accepted);
  EXPECT_FALSE(account_of(accepted->id).nonce.empty()) << "its credentials mail follows";
  const auto credentials = claim();
  ASSERT_EQ(credentials.size(), 1U);
  EXPECT_EQ(credentials[0].mail.purpose, MailPurpose::credentials);
  EXPECT_EQ(credentials[0].mail.to_address, "other@example.com");
  EXPECT_EQ(credentials[0].task.attempts, 1);
  settle(credentials[0], MailResult::accepted);
  EXPECT_TRUE(claim().empty());
  EXPECT_TRUE(account_of(accepted->id).nonce.empty());
}

TEST_F(TaskTurnTest, ARejectedNoticeDelaysNothing) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  resend(accepted->id, "other@example.com");
  settle(claim().at(0), MailResult::recipient_rejected);
  const auto credentials = claim();
  ASSERT_EQ(credentials.size(), 1U) << "without an alert";
  EXPECT_EQ(credentials[0].mail.to_address, "other@example.com");
  const auto found = store_.call<&read_activation>(domain::ActivationId{accepted->id});
  EXPECT_EQ(found->details.activation.last_error, "");
  // An address that has received no credentials gets no notice.
  settle(credentials[0], MailResult::recipient_rejected);
  resend(accepted->id, "third@example.com");
  for (const MailTask& task : claim()) EXPECT_NE(task.mail.purpose, MailPurpose::moved);
}

TEST_F(TaskTurnTest, AMoveBackSendsNoNotice) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  resend(accepted->id, "other@example.com");
  resend(accepted->id, "first@example.com");
  const auto tasks = claim();
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].mail.purpose, MailPurpose::credentials);
  EXPECT_EQ(tasks[0].mail.to_address, "first@example.com");
}

TEST_F(TaskTurnTest, AReleasedIpMayBeUsedAgain) {
  const auto accepted = submit("203.0.113.1", "a@example.com");
  EXPECT_EQ(release_ip(accepted->id, "").error().code, Errc::conflict);
  deliver_all();
  EXPECT_TRUE(release_ip(accepted->id, "shared office"));
  const auto again = submit("203.0.113.1", "a@example.com");
  ASSERT_TRUE(again);
  EXPECT_NE(again->id, accepted->id);
}

TEST_F(TaskTurnTest, DisablingBlocksQueuedActivationsOnlyOnRequest) {
  const auto first = submit("203.0.113.1", "a@example.com");
  ApplicationSuspension suspension;
  suspension.client_id = credentials_.client_id;
  suspension.reason = "contract ended";
  store_.call<&disable_application>(suspension);
  EXPECT_EQ(submit("203.0.113.2").error().code, Errc::forbidden);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(first->id), Code::processed);

  store_.call<&enable_application>(ApplicationApproval{credentials_.client_id, {}});
  const auto second = submit("203.0.113.3", "b@example.com");
  suspension.block_queued = true;
  EXPECT_EQ(store_.call<&disable_application>(suspension)->blocked, 1);
  EXPECT_EQ(code_of(second->id), Code::blocked);
}

}  // namespace
}  // namespace usher::service
