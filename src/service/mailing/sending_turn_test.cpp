// Turns of sendings on a real store: each recipient is claimed once.
#include "service/mailing/sending_turn.hpp"

#include <gtest/gtest.h>

#include "store/mailing/message.hpp"
#include "store/mailing/sending.hpp"
#include "support/test_service.hpp"

namespace usher::service {
namespace {

using domain::MailResult;
using Tx = store::WriteTx;

class SendingTurnTest : public test::TestService {
 protected:
  SendingTurnTest() {
    submit("192.0.2.1");
    deliver_all();
  }

  /// Subscribes recipients 1 to `count`.
  void subscribe(int count) {
    test::in_transaction(store_, [&](Tx& tx) {
      for (int i = 1; i <= count; ++i) {
        const std::string email = "r" + std::to_string(i) + "@example.com";
        tx.run(kRecipient,
               {store::number(1), store::text(email), store::text(email), store::text("{}")});
        tx.run(kSubscription, {store::number(1), store::number(i)});
      }
      return 0;
    });
  }
  domain::SendingId send() {
    return test::in_transaction(store_, [&](Tx& tx) {
      domain::Message message;
      message.list = 1;
      message.subject = "Hi [Name]";
      message.content = "<p>Hello</p>";
      store::sending::NewSending order;
      order.account = {1};
      order.list = 1;
      order.message = store::message::insert(tx, {1}, message).value;
      order.audience_id = 1;
      order.state = domain::SendingState::immediate;
      order.due = tx.now();
      return store::sending::insert(tx, order);
    });
  }

  /// Claims up to ten mails with so much memory, and returns the memory that they have.
  std::vector<std::int64_t> claim_within(std::int64_t bytes) {
    SendingTurn input{{}, 10, false, Duration{1'000'000}};
    input.bytes = bytes;
    last_ = call<&settle_and_claim_deliveries>(*store_.store, tools_, input);
    std::vector<std::int64_t> out;
    for (const BulkMail& mail : last_.claimed.mails) {
      out.push_back(static_cast<std::int64_t>(mail.bytes));
    }
    return out;
  }

  std::vector<BulkMail> turn(std::vector<DeliveryResult> results, int claim, bool sweep = false) {
    const SendingTurn input{std::move(results), claim, sweep, Duration{1'000'000}};
    last_ = call<&settle_and_claim_deliveries>(*store_.store, tools_, input);
    return last_.claimed.mails;
  }
  static DeliveryResult ended(const BulkMail& mail, MailResult result) {
    return {mail.lease, {.result = result, .attempts = mail.attempts}, "said so", 100};
  }
  std::vector<std::int64_t> numbers(const std::string& sql) {
    return test::in_transaction(store_, [&](Tx& tx) {
      std::vector<std::int64_t> out;
      tx.run(store::Query::once(sql), {}, [&](const store::Row& row) {
        for (int i = 0; i < 5; ++i) out.push_back(row.integer(i));
      });
      return out;
    });
  }
  std::vector<std::int64_t> counts() {
    return numbers("SELECT state, sent, failed, unknown, in_flight FROM sending");
  }

  static constexpr store::Command kRecipient{
      "INSERT INTO recipient (account_id, email, email_key, name, fields, created_at, changed_at, "
      "import_id) VALUES ($1, $2, $3, '', $4, 0, 0, 0)"};
  static constexpr store::Command kSubscription{
      "INSERT INTO subscription (account_id, list, recipient_id, status, requested_ip) "
      "VALUES ($1, 1, $2, 1, '')"};

  Pace pace_{0};
  SendingTools tools_{
      store_.random, pace_, {{}, Duration{60'000}, "Usher <no-reply@example.com>", "https://u"}};
  SendingTurnResult last_;
};

TEST_F(SendingTurnTest, ClaimsNoMoreThanTheMemoryForIt) {
  subscribe(5);
  send();
  EXPECT_TRUE(claim_within(0).empty());
  const auto one = claim_within(1);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_TRUE(last_.claimed.more);
  EXPECT_GT(one[0], 32 * 1024);
  const auto two = claim_within(2 * one[0]);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_LE(two[0] + two[1], 2 * one[0]);
  EXPECT_EQ(claim_within(kMaxBytesInFlight).size(), 2U);
}

TEST_F(SendingTurnTest, ClaimsEachRecipientOnce) {
  subscribe(5);
  send();
  std::vector<std::int64_t> claimed;
  std::vector<DeliveryResult> done;
  for (int i = 0; i < 6; ++i) {
    std::vector<DeliveryResult> settled;
    settled.swap(done);
    for (const BulkMail& mail : turn(std::move(settled), 2)) {
      claimed.push_back(mail.to.id.value);
      done.push_back(ended(mail, MailResult::accepted));
    }
  }
  EXPECT_EQ(claimed, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{4, 5, 0, 0, 0}));
  EXPECT_FALSE(last_.next_due);
}

TEST_F(SendingTurnTest, ExpiredMailsAreUnknownAndNeverSentAgain) {
  subscribe(2);
  send();
  const auto mails = turn({}, 5);
  ASSERT_EQ(mails.size(), 2U);
  store_.clock.advance(Duration{61'000});
  EXPECT_TRUE(turn({}, 5, true).empty());
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{4, 0, 0, 2, 0}));
  // A later outcome changes nothing.
  turn({ended(mails[0], MailResult::accepted)}, 5);
  EXPECT_EQ(last_.lost_leases, 1);
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{4, 0, 0, 2, 0}));
}

TEST_F(SendingTurnTest, MailsOfADeadServerAreUnknownAtOnce) {
  subscribe(3);
  send();
  turn({}, 2);
  EXPECT_EQ(call<&release_deliveries>(*store_.store), 2);
  const auto mails = turn({}, 5);
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].to.id.value, 3);
  turn({ended(mails[0], MailResult::accepted)}, 5);
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{4, 1, 0, 2, 0}));
}

TEST_F(SendingTurnTest, UnsubscribedRecipientsAreNotRetried) {
  subscribe(2);
  send();
  const auto mails = turn({}, 5);
  turn({ended(mails[0], MailResult::deferred), ended(mails[1], MailResult::deferred)}, 0);
  EXPECT_TRUE(turn({}, 5).empty()) << "not due yet";
  test::in_transaction(store_, [&](Tx& tx) {
    return tx.run(store::Command::once("UPDATE subscription SET status = 2 WHERE recipient_id = 1"),
                  std::span<const store::Value>());
  });
  store_.clock.advance(Duration{60'000});
  const auto retries = turn({}, 5);
  ASSERT_EQ(retries.size(), 1U);
  EXPECT_EQ(retries[0].to.id.value, 2);
  EXPECT_EQ(retries[0].attempts, 2);
  turn({ended(retries[0], MailResult::recipient_rejected)}, 5);
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{4, 0, 1, 0, 0}));
  EXPECT_EQ(numbers("SELECT emails_sent, 0, 0, 0, 0 FROM account")[0], 0)
      << "nothing was delivered";
}

TEST_F(SendingTurnTest, AStoppedSendingClaimsNothing) {
  subscribe(3);
  const domain::SendingId id = send();
  const auto mails = turn({}, 1);
  test::in_transaction(store_, [&](Tx& tx) {
    store::sending::stop(tx, {1}, id);
    return 0;
  });
  // Mails in flight are settled; retries are parked.
  EXPECT_TRUE(turn({ended(mails[0], MailResult::deferred)}, 5).empty());
  EXPECT_FALSE(last_.next_due);
  store_.clock.advance(Duration{600'000});
  EXPECT_TRUE(turn({}, 5, true).empty());
  test::in_transaction(store_, [&](Tx& tx) {
    store::sending::schedule(tx, {1}, id, domain::SendingState::immediate, tx.now());
    return 0;
  });
  EXPECT_EQ(turn({}, 5).size(), 3U);
}

TEST_F(SendingTurnTest, ParkedMailsResumeAtTheirDate) {
  subscribe(2);
  const domain::SendingId id = send();
  const auto mails = turn({}, 5);
  turn({ended(mails[0], MailResult::deferred)}, 0);
  test::in_transaction(store_, [&](Tx& tx) {
    store::sending::stop(tx, {1}, id);
    store::sending::schedule(tx, {1}, id, domain::SendingState::deferred,
                             tx.now() + std::chrono::hours(48));
    return 0;
  });
  // The second mail was still in flight.
  EXPECT_TRUE(turn({ended(mails[1], MailResult::deferred)}, 5, true).empty());
  EXPECT_GT(*last_.next_due, store_.clock.now() + Duration{60'000}) << "no polling until its date";
  store_.clock.advance(std::chrono::hours(48));
  turn({}, 5);
  EXPECT_EQ(turn({}, 5).size(), 2U);
}

TEST_F(SendingTurnTest, ADeletedSendingReturnsItsUnsentQuota) {
  subscribe(3);
  const domain::SendingId id = send();
  const auto mails = turn({}, 5);
  turn({ended(mails[0], MailResult::deferred)}, 0);
  test::in_transaction(store_, [&](Tx& tx) {
    store::sending::stop(tx, {1}, id);
    EXPECT_EQ(store::sending::remove(tx, {1}, id), 1);
    return 0;
  });
  turn({ended(mails[1], MailResult::deferred), ended(mails[2], MailResult::accepted)}, 0);
  EXPECT_EQ(counts(), (std::vector<std::int64_t>{6, 1, 0, 0, 0}));
  // The deletion returned one mail to the quota, and the worker another; one mail was sent.
  EXPECT_EQ(numbers("SELECT emails_sent, 0, 0, 0, 0 FROM account")[0], 2);
}

TEST_F(SendingTurnTest, AMessagesNumberIsNotReused) {
  test::in_transaction(store_, [&](Tx& tx) {
    domain::Message message;
    message.list = 1;
    const domain::MessageId first = store::message::insert(tx, {1}, message);
    store::message::remove(tx, {1}, first);
    EXPECT_GT(store::message::insert(tx, {1}, message).value, first.value);
    return 0;
  });
}

}  // namespace
}  // namespace usher::service
