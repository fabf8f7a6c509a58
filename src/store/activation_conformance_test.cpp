// Tests of activations and their tasks on every database.
#include <array>
#include <chrono>

#include "store/conformance_test.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/task.hpp"

namespace usher::store {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using test::in_transaction;

TEST_P(Conformance, AnActivationComesBackAsItWas) {
  const ActivationId id = insert_one(7);
  const auto found =
      in_transaction(store_, [&](WriteTx& tx) { return activation::find(tx, std::span(&id, 1)); });
  ASSERT_TRUE(found.front().has_value());
  const Activation& a = *found.front();
  const domain::Applicant expected = sample_activation(7).applicant;
  EXPECT_EQ(a.applicant.name, expected.name);
  EXPECT_EQ(a.applicant.company, expected.company);
  EXPECT_EQ(a.applicant.user_agent, expected.user_agent);
  EXPECT_EQ(a.applicant.language, expected.language);
  EXPECT_TRUE(a.applicant.is_usa);
  EXPECT_TRUE(a.ip_held);
  EXPECT_EQ(a.accepted_at, store_.clock.now());
}

TEST_P(Conformance, AnIpIsHeldOnceAndLosersTakeNoIds) {
  const ActivationId first = insert_one(1);
  const auto second = insert({sample_activation(1), sample_activation(2), sample_activation(-3)});
  EXPECT_FALSE(second[0].has_value());
  EXPECT_EQ(second[1]->value, first.value + 1);
  EXPECT_EQ(second[2]->value, first.value + 2);
  const std::vector<std::int64_t> keys = {2, 9, 1, -3};
  const auto owners =
      in_transaction(store_, [&](WriteTx& tx) { return activation::find_by_ip_keys(tx, keys); });
  EXPECT_EQ(owners[0]->id.value, first.value + 1);
  EXPECT_FALSE(owners[1].has_value());
  EXPECT_EQ(owners[2]->id, first);
  EXPECT_EQ(owners[3]->id.value, first.value + 2);
}

TEST_P(Conformance, AReleasedIpIsFree) {
  const ActivationId first = insert_one(1);
  EXPECT_TRUE(
      in_transaction(store_, [&](WriteTx& tx) { return activation::release_ip(tx, first); }));
  EXPECT_FALSE(
      in_transaction(store_, [&](WriteTx& tx) { return activation::release_ip(tx, first); }));
  EXPECT_TRUE(insert({sample_activation(1)}).front().has_value());
}

TEST_P(Conformance, AMoveNamesTheStateItLeavesAndIsRecorded) {
  const ActivationId id = insert_one(1);
  const activation::Move start{id, Code::confirmed, Code::in_progress, "worker", "started"};
  const auto move = [&](const activation::Move& m) {
    return in_transaction(store_, [&](WriteTx& tx) {
      return static_cast<bool>(activation::move(tx, std::span(&m, 1)).front());
    });
  };
  EXPECT_TRUE(move(start));
  EXPECT_FALSE(move(start));
  const auto history =
      in_transaction(store_, [&](WriteTx& tx) { return history::find_by_activation(tx, id); });
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].from, Code::confirmed);
  EXPECT_EQ(history[0].to, Code::in_progress);
  EXPECT_EQ(history[0].why, "started");
}

TEST_P(Conformance, StatusesAreInTheOrderOfTheIds) {
  const ActivationId a = insert_one(1);
  const ActivationId b = insert_one(2);
  const std::vector<ActivationId> ids = {b, ActivationId{999}, a, b};
  const auto out =
      in_transaction(store_, [&](WriteTx& tx) { return activation::find_statuses(tx, ids); });
  EXPECT_EQ(out[0]->id, b);
  EXPECT_FALSE(out[1].has_value());
  EXPECT_EQ(out[2]->id, a);
  EXPECT_EQ(out[3]->id, b);
}

TEST_P(Conformance, AcceptedWithinCountsOneAddressOnly) {
  insert_one(1, "x@example.com");
  insert_one(2, "x@example.com");
  insert_one(3, "y@example.com");
  const auto count = [&](Duration ago) {
    return in_transaction(store_, [&](WriteTx& tx) {
      return activation::count_accepted(tx, std::array{std::string_view("x@example.com")}, ago)
          .front()
          .count;
    });
  };
  EXPECT_EQ(count(std::chrono::hours(1)), 2);
  store_.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(count(std::chrono::hours(1)), 0);
}

TEST_P(Conformance, ListsPageByKeyAndFilter) {
  for (int i = 1; i <= 5; ++i) insert_one(i, i % 2 ? "odd@example.com" : "even@example.com");
  activation::Filter filter;
  filter.limit = 2;
  const auto list = [&] {
    return in_transaction(store_, [&](WriteTx& tx) { return activation::list(tx, filter); });
  };
  auto page = list();
  ASSERT_EQ(page.size(), 2U);
  EXPECT_GT(page[0].id, page[1].id);
  filter.below = page[1].id;
  EXPECT_LT(list()[0].id, page[1].id);
  filter = {};
  filter.address = "odd@example.com";
  EXPECT_EQ(list().size(), 3U);
  filter.code = Code::processed;
  EXPECT_TRUE(list().empty());
}

class TaskConformance : public Conformance {
 protected:
  void add(std::int64_t activation, std::optional<Duration> in) {
    in_transaction(store_, [&](WriteTx& tx) {
      const task::NewTask task{domain::TaskKind::advance,
                               {activation},
                               in ? std::optional(tx.now() + *in) : std::nullopt};
      task::insert(tx, std::span(&task, 1));
      return 0;
    });
  }
  std::vector<task::Claimed> claim(int count, std::int64_t token = 77) {
    return in_transaction(store_,
                          [&](WriteTx& tx) { return task::claim(tx, count, kLease, token); });
  }
  bool settle(const domain::ClaimedTask& claimed, bool ends) {
    return in_transaction(store_, [&](WriteTx& tx) {
      task::Settled settled;
      settled.held = {claimed.id, claimed.lease_token};
      settled.ends = ends;
      settled.due = tx.now();
      settled.attempts = claimed.attempts;
      return task::settle(tx, std::span(&settled, 1)) == 1;
    });
  }

  static constexpr Duration kLease = std::chrono::seconds(60);
};
INSTANTIATE_TEST_SUITE_P(Databases, TaskConformance, testing::ValuesIn(test::databases()),
                         test::name_of);

TEST_P(TaskConformance, OnlyWhatIsDueIsClaimedOldestFirst) {
  add(3, Duration{-1});
  add(1, Duration{-5});
  add(2, Duration{5'000});
  add(4, std::nullopt);
  const auto first = claim(1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].task.activation.value, 1);
  EXPECT_EQ(first[0].task.attempts, 1);
  EXPECT_EQ(claim(10).size(), 1U);
  EXPECT_TRUE(claim(10).empty());
}

TEST_P(TaskConformance, AnExpiredLeaseIsClaimedAgainAndFenced) {
  add(1, Duration{0});
  const auto first = claim(1, 11);
  store_.clock.advance(kLease);
  const auto second = claim(1, 22);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].task.attempts, 2);
  EXPECT_FALSE(settle(first[0].task, true));
  EXPECT_TRUE(settle(second[0].task, true));
  EXPECT_FALSE(settle(second[0].task, true));
}

TEST_P(TaskConformance, TwoOutcomesOfOneTaskAreDistinguished) {
  add(1, Duration{0});
  const auto first = claim(1, 11);
  store_.clock.advance(kLease);
  const auto second = claim(1, 22);
  const std::vector<task::Lease> both = {{first[0].task.id, 11}, {second[0].task.id, 22}};
  const auto held =
      in_transaction(store_, [&](WriteTx& tx) { return task::lock_leased(tx, both); });
  EXPECT_FALSE(held[0].has_value());
  EXPECT_TRUE(held[1].has_value());
}

TEST_P(TaskConformance, ARescheduledTaskHasNoLease) {
  add(1, Duration{0});
  const auto first = claim(1, 11);
  EXPECT_TRUE(settle(first[0].task, false));
  EXPECT_EQ(claim(1, 22).size(), 1U);
}

TEST_P(TaskConformance, TimesFromAWrongClockAreRepaired) {
  add(1, std::chrono::hours(24 * 365));
  add(2, std::chrono::hours(1));
  const auto repaired =
      in_transaction(store_, [&](WriteTx& tx) { return task::repair_times(tx, kLease); });
  EXPECT_EQ(repaired, 1);
  EXPECT_EQ(claim(10).size(), 1U);
}

TEST_P(TaskConformance, ReleaseMakesHeldTasksDue) {
  add(1, Duration{0});
  const auto first = claim(1, 11);
  EXPECT_EQ(in_transaction(store_, [](WriteTx& tx) { return task::release_all(tx); }), 1);
  EXPECT_FALSE(settle(first[0].task, true));
  EXPECT_EQ(claim(1, 22).size(), 1U);
}

}  // namespace
}  // namespace usher::store
