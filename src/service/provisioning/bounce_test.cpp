// Mails of activations that come back.
#include "service/provisioning/bounce.hpp"

#include <gtest/gtest.h>

#include "service/access/credential.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/task.hpp"
#include "support/test_service.hpp"

namespace usher::service {
namespace {

using domain::Code;
using domain::MailResult;
using domain::RefusalCause;
using Outcome = ActivationBounceResult;

class ActivationBounceTest : public test::TestService {
 protected:
  /// Submits an activation and delivers its mails. Returns the token of its last mail.
  std::string deliver() {
    const auto accepted = submit("203.0.113.1");
    id_ = accepted->id;
    hash_ = accepted->hash;
    return deliver_mail();
  }
  std::string deliver_mail() {
    const auto tasks = claim();
    EXPECT_EQ(tasks.size(), 1U);
    last_ = tasks.at(0).mail;
    settle(tasks.at(0), MailResult::accepted);
    return last_.message_id_part;
  }
  Outcome bounce(const std::string& token, RefusalCause cause = RefusalCause::no_mailbox) {
    const auto mail = domain::parse_activation_mail_token(store_.keys, token);
    EXPECT_TRUE(mail) << token;
    return store_.call<&record_activation_bounce>(
        ActivationBounce{mail.value_or(domain::ActivationMail{}), cause, "550 5.1.1 gone"});
  }
  bool sign_in(const Secret& password) {
    const auto candidate = store_.call<&find_candidate>(last_.user_name);
    const auto proof = check_password(candidate, password);
    return proof && store_.call<&accept_proof>(*proof).has_value();
  }
  Result<Done> retry() {
    const OwnerTools tools{store_.keys, store_.random};
    return store_.call<&retry_activation>(tools, domain::ActivationId{id_});
  }
  Result<ResentMail> resend(const std::string& email = "") {
    const OwnerTools tools{store_.keys, store_.random};
    return store_.call<&resend_credentials>(tools, ResendRequest{{id_}, email});
  }
  ActivationStatus status() {
    return *store_.call<&read_activation_statuses>(
        activation_tools_, StatusRequest{credentials_, ActivationProof{id_, hash_}, {}});
  }
  ActivationHistory details() { return *store_.call<&read_activation>(domain::ActivationId{id_}); }
  std::size_t alerts() { return store_.call<&list_alerts>(1000).size(); }

  std::int64_t id_ = 0;
  std::string hash_;
  MailRequest last_;
};

TEST_F(ActivationBounceTest, AMissingMailboxFailsAProcessedActivationOnce) {
  const std::string token = deliver();
  EXPECT_EQ(bounce(token, RefusalCause::policy), Outcome::noted);
  EXPECT_EQ(bounce(token, RefusalCause::undeliverable), Outcome::noted);
  EXPECT_EQ(code_of(id_), Code::processed);
  EXPECT_EQ(alerts(), 0U);
  EXPECT_EQ(bounce(token), Outcome::failed);
  EXPECT_EQ(code_of(id_), Code::error);
  EXPECT_TRUE(status().mail_came_back);
  EXPECT_EQ(details().details.activation.last_error, "550 5.1.1 gone");
  EXPECT_TRUE(details().details.activation.ip_held) << "the account exists";
  EXPECT_EQ(bounce(token), Outcome::noted);
  EXPECT_EQ(alerts(), 1U);
  const std::size_t entries = details().history.size();
  EXPECT_EQ(bounce(token), Outcome::noted);
  EXPECT_EQ(details().history.size(), entries) << "a repeated report is one entry";
  store_.clock.advance(std::chrono::hours(3));
  for (const MailTask& task : claim()) EXPECT_EQ(task.task.kind, domain::TaskKind::alert);
}

TEST_F(ActivationBounceTest, ARetryMakesNewCredentials) {
  const std::string first = deliver();
  const Secret old = last_.password;
  bounce(first);
  deliver_all();  // the alert
  ASSERT_TRUE(retry());
  EXPECT_EQ(code_of(id_), Code::re_elaborated);
  const std::string second = deliver_mail();
  EXPECT_NE(second, first);
  EXPECT_EQ(code_of(id_), Code::processed);
  EXPECT_FALSE(status().mail_came_back);
  EXPECT_FALSE(sign_in(old));
  EXPECT_EQ(bounce(first), Outcome::noted) << "not the current password's mail";
  EXPECT_EQ(code_of(id_), Code::processed);
  EXPECT_EQ(bounce(second), Outcome::failed);
}

TEST_F(ActivationBounceTest, ACorrectedAddressGetsNewCredentialsWithoutANotice) {
  bounce(deliver());
  deliver_all();
  ASSERT_TRUE(resend("right@example.com"));
  const auto tasks = claim();
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].mail.purpose, MailPurpose::credentials);
  EXPECT_EQ(tasks[0].mail.to_address, "right@example.com");
  settle(tasks[0], MailResult::accepted);
  EXPECT_EQ(code_of(id_), Code::processed);
}

TEST_F(ActivationBounceTest, ASignInProvesTheDelivery) {
  const std::string token = deliver();
  const Secret password = last_.password;
  bounce(token);
  EXPECT_TRUE(sign_in(password));
  EXPECT_EQ(code_of(id_), Code::processed);
  const auto history = details().history;
  ASSERT_GE(history.size(), 2U);
  EXPECT_EQ(history[history.size() - 2].to, Code::re_elaborated);
  EXPECT_EQ(history.back().who, "applicant");
  EXPECT_EQ(details().details.activation.last_error, "");
  EXPECT_EQ(bounce(token), Outcome::noted) << "after a sign-in";
  EXPECT_EQ(code_of(id_), Code::processed);
  EXPECT_TRUE(sign_in(password));
}

TEST_F(ActivationBounceTest, ASignInBeforeTheReportKeepsTheActivation) {
  const std::string token = deliver();
  EXPECT_TRUE(sign_in(last_.password));
  EXPECT_EQ(bounce(token), Outcome::noted);
  EXPECT_EQ(code_of(id_), Code::processed);
}

TEST_F(ActivationBounceTest, ABlockedActivationAllowsNoSignIn) {
  bounce(deliver());
  store_.call<&block_activation>(ActivationBlock{{id_}, "fraud"});
  EXPECT_FALSE(sign_in(last_.password));
  EXPECT_EQ(code_of(id_), Code::blocked);
  ASSERT_TRUE(retry());
  EXPECT_EQ(code_of(id_), Code::re_elaborated);
}

TEST_F(ActivationBounceTest, AReportMayComeBeforeTheMailIsSettled) {
  id_ = submit("203.0.113.1")->id;
  const auto tasks = claim();
  EXPECT_EQ(bounce(tasks.at(0).mail.message_id_part), Outcome::failed);
  EXPECT_EQ(settle(tasks[0], MailResult::accepted), 1) << "its lease has ended";
  EXPECT_EQ(code_of(id_), Code::error);
}

TEST_F(ActivationBounceTest, AResentMailCountsToo) {
  const std::string first = deliver();
  ASSERT_TRUE(resend());
  const std::string second = deliver_mail();
  EXPECT_EQ(bounce(first), Outcome::noted);
  EXPECT_EQ(bounce(second), Outcome::failed);
  deliver_all();
  ASSERT_TRUE(retry());
  deliver_mail();
  ASSERT_TRUE(resend());
  settle(claim().at(0), MailResult::recipient_rejected);
  EXPECT_EQ(code_of(id_), Code::error) << "rejected at once";
}

TEST_F(ActivationBounceTest, AnErasedPasswordIsAnExpectedOutcome) {
  bounce(deliver());
  deliver_all();
  const domain::ActivationId id{id_};
  test::in_transaction(store_, [&](store::WriteTx& tx) {
    const store::task::NewTask task{domain::TaskKind::advance, id, tx.now()};
    store::task::insert(tx, std::span(&task, 1));
    return 0;
  });
  claim();
  EXPECT_EQ(code_of(id_), Code::error);
  store_.clock.advance(domain::kAlertEvery);
  deliver_all();
  EXPECT_TRUE(retry());
}

TEST_F(ActivationBounceTest, AConfirmationMailThatComesBackBlocksTheActivation) {
  PlanChange change;
  change.name = "default";
  change.confirm_address = true;
  ASSERT_TRUE(store_.call<&update_plan>(change));
  const std::string token = deliver();
  EXPECT_EQ(last_.purpose, MailPurpose::confirmation);
  EXPECT_EQ(bounce(token), Outcome::failed);
  EXPECT_EQ(code_of(id_), Code::blocked);
  EXPECT_FALSE(details().details.activation.ip_held);
  EXPECT_EQ(alerts(), 1U);
}

TEST_F(ActivationBounceTest, UnknownActivationsAreUnknown) {
  const ActivationBounce none{{domain::ActivationMailKind::credentials, {99}, 1}, {}, ""};
  EXPECT_EQ(store_.call<&record_activation_bounce>(none), Outcome::unknown);
}

}  // namespace
}  // namespace usher::service
