#include "service/provisioning/activation_advance.hpp"

#include <gtest/gtest.h>

#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/newsletter.hpp"
#include "support/test_service.hpp"

namespace usher::service::activation {
namespace {

using domain::Code;
using domain::MailResult;
using domain::TaskKind;

class AdvanceTest : public test::TestService {
 protected:
  domain::Account account_of(std::int64_t id) {
    const domain::ActivationId activation{id};
    const auto found = test::in_transaction(store_, [&](store::WriteTx& tx) {
      return store::account::find_by_activation(tx, std::span(&activation, 1));
    });
    EXPECT_TRUE(found.front().has_value());
    return *found.front();
  }
  std::size_t alerts() {
    alert::List list;
    return store_.read(list, 1000).size();
  }
};

TEST_F(AdvanceTest, FromAcceptedToDelivered) {
  const auto accepted = submit("203.0.113.1");
  const auto work = claim();
  ASSERT_EQ(work.size(), 1U);
  EXPECT_EQ(code_of(accepted->id), Code::in_progress);
  const MailRequest& mail = work[0].mail;
  EXPECT_EQ(mail.user_name, domain::user_name_of(account_of(accepted->id).id));
  EXPECT_EQ(mail.password.reveal().size(), 26U);
  EXPECT_EQ(sha256(mail.password.reveal()), account_of(accepted->id).password_hash);
  EXPECT_FALSE(account_of(accepted->id).nonce.empty());
  EXPECT_EQ(end(work[0], MailResult::accepted), 0);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_TRUE(account_of(accepted->id).nonce.empty()) << "the password can't be told again";
  EXPECT_TRUE(claim().empty());
}

TEST_F(AdvanceTest, TheApplicantJoinsTheNewsletterOnlyIfHeAgreed) {
  submit("203.0.113.1", "yes@example.com");
  auto no = request("203.0.113.2", "no@example.com");
  no.register_to_newsletter = false;
  store_.write(submit_, {credentials_, domain::check(no, {"", false}), {}});
  deliver_all();
  const auto list = test::in_transaction(
      store_, [](store::WriteTx& tx) { return store::newsletter::list(tx, "", 10); });
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].address, "yes@example.com");
}

TEST_F(AdvanceTest, ARepeatAfterALostLeaseIsTheSameMail) {
  submit("203.0.113.1");
  const auto first = claim();
  store_.clock.advance(rules_.lease + std::chrono::seconds(1));
  const auto second = claim();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].mail.password.reveal(), first[0].mail.password.reveal());
  EXPECT_EQ(second[0].mail.message_id_part, first[0].mail.message_id_part);
  EXPECT_EQ(second[0].mail.date, first[0].mail.date);
  EXPECT_EQ(second[0].mail.user_name, first[0].mail.user_name);
  EXPECT_EQ(end(first[0], MailResult::accepted), 1) << "it comes too late";
  EXPECT_EQ(end(second[0], MailResult::accepted), 0);
}

TEST_F(AdvanceTest, EightTemporaryRefusalsAreOneAlertThenHourlyRetries) {
  const auto accepted = submit("203.0.113.1");
  for (int attempt = 1; attempt <= rules_.retry.attempts; ++attempt) {
    const auto work = claim();
    ASSERT_EQ(work.size(), 1U) << attempt;
    EXPECT_EQ(work[0].task.attempts, attempt);
    end(work[0], MailResult::deferred, "451 try later");
    store_.clock.advance(std::chrono::hours(1) * 6 / 5);
    if (attempt < rules_.retry.attempts) {
      EXPECT_EQ(code_of(accepted->id), Code::in_progress);
    }
  }
  EXPECT_EQ(code_of(accepted->id), Code::error);
  EXPECT_EQ(alerts(), 1U);
  for (int hour = 0; hour < 3; ++hour) {
    for (const Work& item : claim()) {
      if (item.task.kind == TaskKind::alert) {
        end(item, MailResult::accepted);
      } else {
        EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
        end(item, MailResult::deferred);
      }
    }
    EXPECT_EQ(code_of(accepted->id), Code::error);
    store_.clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(alerts(), 1U);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(AdvanceTest, ARefusedAddressGoesToErrorAndFreesTheIp) {
  const auto accepted = submit("203.0.113.1", "typo@example.com");
  end(claim()[0], MailResult::recipient_rejected, "550 no such user");
  EXPECT_EQ(code_of(accepted->id), Code::error);
  EXPECT_EQ(alerts(), 1U);
  store_.clock.advance(std::chrono::hours(24));
  for (const Work& item : claim()) EXPECT_EQ(item.task.kind, TaskKind::alert);
  const auto corrected = submit("203.0.113.1", "right@example.com");
  ASSERT_TRUE(corrected);
  EXPECT_NE(corrected->id, accepted->id);
}

TEST_F(AdvanceTest, ADeadRelayCostsNoAttempt) {
  const auto accepted = submit("203.0.113.1");
  for (int i = 0; i < 20; ++i) {
    const auto work = claim();
    ASSERT_EQ(work.size(), 1U);
    EXPECT_EQ(work[0].task.attempts, 1);
    end(work[0], MailResult::not_attempted);
    EXPECT_EQ(code_of(accepted->id), Code::in_progress);
    store_.clock.advance(std::chrono::seconds(2));
  }
  EXPECT_EQ(alerts(), 0U);
}

TEST_F(AdvanceTest, ManyAlertsAreOneDigest) {
  for (int i = 1; i <= 5; ++i)
    submit("203.0.113." + std::to_string(i), "a" + std::to_string(i) + "@example.com");
  for (const Work& item : claim()) end(item, MailResult::recipient_rejected);
  EXPECT_EQ(alerts(), 5U);
  const auto first = claim();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].mail.alert_count, 5);
  end(first[0], MailResult::accepted);
  submit("203.0.113.9", "late@example.com");
  end(claim()[0], MailResult::recipient_rejected);
  EXPECT_TRUE(claim().empty()) << "the next digest waits";
  store_.clock.advance(domain::kAlertEvery);
  ASSERT_EQ(claim().size(), 1U);
}

TEST_F(AdvanceTest, ABlockWaitsForTheWorkerThatHoldsIt) {
  const auto accepted = submit("203.0.113.1");
  const auto work = claim();
  Block block;
  EXPECT_EQ(store_.write(block, {{accepted->id}, "fraud"}).value(), Block::Done::later);
  end(work[0], MailResult::deferred);
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
  EXPECT_EQ(alerts(), 1U);
  for (const Work& left : claim()) EXPECT_EQ(left.task.kind, TaskKind::alert);
}

TEST_F(AdvanceTest, ABlockComesSecondToAMailThatHasGoneOut) {
  const auto accepted = submit("203.0.113.1");
  const auto work = claim();
  Block block;
  store_.write(block, {{accepted->id}, "fraud"});
  end(work[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
}

TEST_F(AdvanceTest, ABlockStopsAConfirmationWhoseMailIsUnderWay) {
  plan::Edit::Input edit;
  edit.name = "default";
  edit.confirm_address = true;
  plan::Edit service;
  ASSERT_TRUE(store_.write(service, edit));
  const auto accepted = submit("203.0.113.1");
  const auto work = claim();
  Block block;
  EXPECT_EQ(store_.write(block, {{accepted->id}, "fraud"}).value(), Block::Done::later);
  end(work[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
}

TEST_F(AdvanceTest, AResentMailKeepsTheRequestsAddressAndHasItsOwnDate) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  store_.clock.advance(std::chrono::hours(500));
  Resend resend(store_.keys, store_.random);
  ASSERT_TRUE(store_.write(resend, {{accepted->id}, "other@example.com"}));
  end(claim().at(0), MailResult::accepted);  // the former address is told first
  const auto work = claim();
  EXPECT_EQ(work.at(0).mail.date, store_.clock.now());
  EXPECT_TRUE(submit("203.0.113.1", "first@example.com")->repeated);
  EXPECT_FALSE(submit("203.0.113.1", "other@example.com"));
}

TEST_F(AdvanceTest, ABlockSurvivesTheDeathOfTheWorker) {
  const auto accepted = submit("203.0.113.1");
  claim();
  Block block;
  store_.write(block, {{accepted->id}, "fraud"});
  store_.clock.advance(rules_.lease + std::chrono::seconds(1));
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(code_of(accepted->id), Code::blocked);
}

TEST_F(AdvanceTest, RetryKeepsAccountAndPassword) {
  const auto accepted = submit("203.0.113.1");
  const auto first = claim();
  end(first[0], MailResult::message_rejected);
  Retry retry;
  EXPECT_TRUE(store_.write(retry, {accepted->id}));
  EXPECT_EQ(code_of(accepted->id), Code::re_elaborated);
  const auto second = claim();
  const auto again = second[0].task.kind == TaskKind::alert ? second[1] : second[0];
  EXPECT_EQ(again.mail.user_name, first[0].mail.user_name);
  EXPECT_EQ(again.mail.password.reveal(), first[0].mail.password.reveal());
  end(again, MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_EQ(store_.write(retry, {accepted->id}).error().code, Errc::conflict);
}

TEST_F(AdvanceTest, ResendMakesANewPasswordAndEndsTheOld) {
  const auto accepted = submit("203.0.113.1");
  const auto first = claim();
  end(first[0], MailResult::accepted);
  Resend resend(store_.keys, store_.random);
  ASSERT_TRUE(store_.write(resend, {{accepted->id}, ""}));
  const auto second = claim();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].mail.to_address, first[0].mail.to_address);
  EXPECT_EQ(second[0].mail.user_name, first[0].mail.user_name);
  EXPECT_NE(second[0].mail.password.reveal(), first[0].mail.password.reveal());
  EXPECT_NE(second[0].mail.message_id_part, first[0].mail.message_id_part);
  EXPECT_EQ(sha256(second[0].mail.password.reveal()), account_of(accepted->id).password_hash);
  end(second[0], MailResult::accepted);
  EXPECT_EQ(code_of(accepted->id), Code::processed);
  EXPECT_TRUE(account_of(accepted->id).nonce.empty());
}

TEST_F(AdvanceTest, TheFormerAddressIsToldOfAMove) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  Resend resend(store_.keys, store_.random);
  ASSERT_TRUE(store_.write(resend, {{accepted->id}, "other@example.com"}));
  const auto notice = claim();
  ASSERT_EQ(notice.size(), 1U);
  EXPECT_EQ(notice[0].mail.about, About::moved);
  EXPECT_EQ(notice[0].mail.to_address, "first@example.com");
  EXPECT_TRUE(notice[0].mail.password.empty());
  end(notice[0], MailResult::deferred);
  EXPECT_TRUE(claim().empty());
  store_.clock.advance(std::chrono::minutes(1));
  const auto again = claim();
  EXPECT_EQ(again.at(0).mail.message_id_part, notice[0].mail.message_id_part);
  end(again[0], MailResult::accepted);
  EXPECT_FALSE(account_of(accepted->id).nonce.empty()) << "its own mail is still to come";
  const auto credentials = claim();
  ASSERT_EQ(credentials.size(), 1U);
  EXPECT_EQ(credentials[0].mail.about, About::credentials);
  EXPECT_EQ(credentials[0].mail.to_address, "other@example.com");
  EXPECT_EQ(credentials[0].task.attempts, 1);
  end(credentials[0], MailResult::accepted);
  EXPECT_TRUE(claim().empty());
  EXPECT_TRUE(account_of(accepted->id).nonce.empty());
}

TEST_F(AdvanceTest, AFormerAddressThatIsDeadHoldsNothingUp) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  Resend resend(store_.keys, store_.random);
  store_.write(resend, {{accepted->id}, "other@example.com"});
  end(claim().at(0), MailResult::recipient_rejected);
  const auto credentials = claim();
  ASSERT_EQ(credentials.size(), 1U) << "and nobody is alerted";
  EXPECT_EQ(credentials[0].mail.to_address, "other@example.com");
  Show show;
  EXPECT_EQ(store_.read(show, domain::ActivationId{accepted->id})->described.activation.last_error,
            "");
  // Before anything has arrived there nobody has to hear of the next move.
  end(credentials[0], MailResult::recipient_rejected);
  store_.write(resend, {{accepted->id}, "third@example.com"});
  for (const Work& work : claim()) EXPECT_NE(work.mail.about, About::moved);
}

TEST_F(AdvanceTest, WhoeverIsMovedBackAtOnceIsNotTold) {
  const auto accepted = submit("203.0.113.1", "first@example.com");
  deliver_all();
  Resend resend(store_.keys, store_.random);
  store_.write(resend, {{accepted->id}, "other@example.com"});
  store_.write(resend, {{accepted->id}, "first@example.com"});
  const auto work = claim();
  ASSERT_EQ(work.size(), 1U);
  EXPECT_EQ(work[0].mail.about, About::credentials);
  EXPECT_EQ(work[0].mail.to_address, "first@example.com");
}

TEST_F(AdvanceTest, AReleasedIpMayAskAgain) {
  const auto accepted = submit("203.0.113.1", "a@example.com");
  ReleaseIp release;
  EXPECT_EQ(store_.write(release, {{accepted->id}, ""}).error().code, Errc::conflict);
  deliver_all();
  EXPECT_TRUE(store_.write(release, {{accepted->id}, "shared office"}));
  const auto again = submit("203.0.113.1", "a@example.com");
  ASSERT_TRUE(again);
  EXPECT_NE(again->id, accepted->id);
}

TEST_F(AdvanceTest, DisablingLetsTheQueuedGoOnUnlessToldOtherwise) {
  const auto first = submit("203.0.113.1", "a@example.com");
  application::Allow allow;
  application::Allow::Input off;
  off.client_id = credentials_.client_id;
  off.enabled = false;
  off.reason = "contract ended";
  store_.write(allow, off);
  EXPECT_EQ(submit("203.0.113.2").error().code, Errc::forbidden);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(code_of(first->id), Code::processed);

  application::Allow::Input on;
  on.client_id = credentials_.client_id;
  store_.write(allow, on);
  const auto second = submit("203.0.113.3", "b@example.com");
  off.block_queued = true;
  EXPECT_EQ(store_.write(allow, off)->blocked, 1);
  EXPECT_EQ(code_of(second->id), Code::blocked);
}

}  // namespace
}  // namespace usher::service::activation
