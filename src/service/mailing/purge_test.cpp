#include "service/mailing/purge.hpp"

#include <gtest/gtest.h>

#include "store/mailing/purge.hpp"

#include <string>

#include "support/test_store.hpp"

namespace usher::service {
namespace {

constexpr const char* kNumbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 1200) ";

/// A fixture in which account 1 has the lists 1 (kept) and 2, and account 2 has a list 2.
class PurgeTest : public testing::Test {
 protected:
  PurgeTest() {
    run("INSERT INTO mailing_list (account_id, number, guid, name, created_at) VALUES "
        "(1, 1, 'a', 'stays', 0), (1, 2, 'b', 'goes', 0), (2, 2, 'c', 'stays', 0)");
    for (const char* list : {"1, 1", "1, 2", "2, 2"}) fill(list);
  }

  void run(const std::string& sql) {
    test::in_transaction(store_, [&](store::WriteTx& tx) {
      return tx.run(store::Command::once(sql), std::initializer_list<store::Value>{});
    });
  }
  std::int64_t count(const std::string& what) {
    const std::string sql = "SELECT count(*) FROM " + what;
    return test::in_transaction(store_, [&](store::WriteTx& tx) {
      std::int64_t out = -1;
      tx.run(store::Query::once(sql), std::initializer_list<store::Value>{},
             [&](const store::Row& row) { out = row.integer(0); });
      return out;
    });
  }

  /// Fills a list with 1200 rows of each kind, and messages, groups and tags with the next numbers.
  void fill(const std::string& list) {
    const std::string of = "SELECT " + list + ", ";
    const std::string account = list.substr(0, 1);
    ++filled_;
    const std::string first = std::to_string(2 * filled_ - 1);
    const std::string second = std::to_string(2 * filled_);
    run("INSERT INTO mailing_list_setting (account_id, list, name, value) VALUES (" + list +
        ", 'City', 'Roma')");
    run("INSERT INTO subscription (account_id, list, recipient_id, status, requested_ip) " +
        std::string(kNumbers) + of + "i, 1, '' FROM n");
    run("INSERT INTO recipient_group (account_id, list, name, notes, deletable, created_at) VALUES "
        "(" +
        list + ", 'a', '', 1, 0), (" + list + ", 'b', '', 1, 0)");
    for (const std::string& group : {first, second}) {
      run("INSERT INTO group_member (account_id, group_id, recipient_id) " + std::string(kNumbers) +
          "SELECT " + account + ", " + group + ", i FROM n");
    }
    run("INSERT INTO tag (account_id, list, name, enabled) " + std::string(kNumbers) + of +
        "'tag ' || i, 1 FROM n");
    for (const std::string& message : {first, second}) fill_message(list, account, message);
  }

  void fill_message(const std::string& list, const std::string& account, const std::string& id) {
    const std::string of = account + ", " + id + ", ";
    run("INSERT INTO message (account_id, list, subject, content, notes, embed, is_confirmation, "
        "use_dynamic_field, fields, tracking_enabled, tracking_params, tracking_protocols, head, "
        "body, pre_header, structure, publication, created_at, changed_at) VALUES (" +
        list + ", 's', 'c', '', 0, 0, 0, '', 0, '', '', '', '', '', '', 0, 0, 0)");
    run("INSERT INTO reader (account_id, message_id, recipient_id, deliveries) " +
        std::string(kNumbers) + "SELECT " + of + "i, 1 FROM n");
    run("INSERT INTO message_link (account_id, message_id, url) VALUES (" + of + "'u'), (" + of +
        "'v')");
    run("INSERT INTO link_click (account_id, link_id, recipient_id, clicks) " +
        std::string(kNumbers) + "SELECT " + account +
        ", l.id, i, 1 FROM n, message_link l "
        "WHERE l.message_id = " +
        id);
    run("INSERT INTO message_tag (account_id, message_id, tag_id) VALUES (" + of + "1)");
    run("INSERT INTO message_statistic (account_id, message_id) VALUES (" + account + ", " + id +
        ")");
    run("INSERT INTO attachment (account_id, message_id, slot, name, content) VALUES (" + of +
        "1, 'n', 'x')");
  }

  /// Purges all removed rows. Returns the largest number of rows that one batch deleted from
  /// `table`.
  std::int64_t purge(const std::string& table) {
    std::int64_t largest = 0;
    std::int64_t before = count(table);
    for (int batches = 0; batches < 100 && purge_more(); ++batches) {
      const std::int64_t after = count(table);
      largest = std::max(largest, before - after);
      before = after;
    }
    return largest;
  }
  bool purge_more() {
    const auto out = call<&purge_removed_lists>(*store_.store);
    rows_ += out.rows;
    return out.more;
  }

  test::TestStore store_;
  int filled_ = 0;
  std::int64_t rows_ = 0;
};

TEST_F(PurgeTest, KeepsWhatWasNotRemoved) {
  const std::int64_t before = count("subscription");
  EXPECT_FALSE(purge_more());
  EXPECT_EQ(rows_, 0);
  EXPECT_EQ(count("subscription"), before);
}

TEST_F(PurgeTest, DeletesARemovedListInBatches) {
  run("UPDATE mailing_list SET removed_at = 5 WHERE account_id = 1 AND number = 2");
  EXPECT_EQ(purge("subscription"), 500);
  for (const char* table : {"subscription", "tag", "message", "mailing_list_setting"}) {
    EXPECT_EQ(count(std::string(table) + " WHERE account_id = 1 AND list = 2"), 0) << table;
  }
  for (const char* table : {"reader", "message_tag", "message_statistic", "attachment"}) {
    EXPECT_EQ(count(std::string(table) + " WHERE message_id IN (3, 4)"), 0) << table;
    EXPECT_GE(count(std::string(table) + " WHERE message_id IN (1, 2)"), 2) << table;
    EXPECT_GE(count(std::string(table) + " WHERE message_id IN (5, 6)"), 2) << table;
  }
  EXPECT_EQ(count("message_link WHERE message_id IN (3, 4) AND removed_at IS NULL"), 0);
  EXPECT_EQ(count("link_click"), 4 * 2 * 1200);
  EXPECT_EQ(count("group_member WHERE group_id IN (3, 4)"), 0);
  EXPECT_EQ(count("group_member"), 4 * 1200);
  EXPECT_EQ(count("subscription"), 2 * 1200);
  EXPECT_EQ(count("tag"), 2 * 1200);
  // Numbers are not reused.
  EXPECT_EQ(count("recipient_group WHERE removed_at IS NOT NULL AND purged = 1"), 2);
  EXPECT_EQ(count("mailing_list WHERE purged = 1"), 1);
  EXPECT_FALSE(purge_more());
}

TEST_F(PurgeTest, LinksOfRemovedMessagesLeadOnForTwoYears) {
  run("UPDATE mailing_list SET removed_at = 5 WHERE account_id = 1 AND number = 2");
  purge("message");
  const std::int64_t links = count("message_link");
  EXPECT_GE(count("message_link WHERE removed_at IS NOT NULL AND clicks = 0"), 2);
  store_.clock.advance(store::purge::kKeepLinks - std::chrono::hours(1));
  EXPECT_FALSE(purge_more());
  EXPECT_EQ(count("message_link"), links);
  store_.clock.advance(std::chrono::hours(2));
  EXPECT_FALSE(purge_more());
  EXPECT_EQ(count("message_link WHERE removed_at IS NOT NULL"), 0);
  EXPECT_EQ(count("message_link WHERE message_id IN (3, 4)"), 0);
  EXPECT_GE(count("message_link WHERE message_id IN (1, 2)"), 2);
}

TEST_F(PurgeTest, DeletesARemovedGroup) {
  run("UPDATE recipient_group SET removed_at = 5 WHERE id = 2");
  EXPECT_EQ(purge("group_member"), 500);
  EXPECT_EQ(count("group_member"), 5 * 1200);
  EXPECT_EQ(count("group_member WHERE group_id = 2"), 0);
  EXPECT_EQ(count("recipient_group"), 6);
  EXPECT_EQ(rows_, 1200);
}

TEST_F(PurgeTest, DeletesTheHighestNumbersToo) {
  run("UPDATE mailing_list SET removed_at = 5 WHERE account_id = 2");
  purge("message");
  for (const char* table : {"message", "attachment"}) {
    EXPECT_EQ(count(std::string(table) + " WHERE account_id = 2"), 0) << table;
  }
  EXPECT_EQ(count("message WHERE account_id = 0"), 0) << "no row is kept to reserve a number";
}

}  // namespace
}  // namespace usher::service
