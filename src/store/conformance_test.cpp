// What the store promises, whichever database is behind it: nothing here names one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <deque>
#include <semaphore>

#include "store/access/grant.hpp"
#include "store/access/password_grant_use.hpp"
#include "store/access/password_reset.hpp"
#include "store/access/session.hpp"
#include "store/copy.hpp"
#include "store/key_fingerprint.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/application.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using test::in_transaction;

Activation sample(std::int64_t ip_key, std::string address = "a@example.com") {
  Activation out;
  out.application = {1};
  out.plan = {1};
  out.key_id = "k1";
  out.applicant.name = "Søren 花子";
  out.applicant.company = "Caffè & Sons";
  out.applicant.address = std::move(address);
  out.applicant.phone = "+39";
  out.applicant.language = domain::Language::ja;
  out.applicant.ip = "203.0.113.7";
  out.applicant.ip_key = ip_key;
  out.applicant.is_usa = true;
  out.applicant.user_agent = "quote ' and \" and \\";
  return out;
}

constexpr Query kMistake{"SELECT nothing FROM nowhere"};

class Conformance : public testing::TestWithParam<Dialect> {
 protected:
  std::vector<std::optional<ActivationId>> insert(std::vector<Activation> rows) {
    return in_transaction(store_, [&](WriteTx& tx) { return activation::insert(tx, rows); });
  }
  ActivationId insert_one(std::int64_t ip_key, std::string address = "a@example.com") {
    return *insert({sample(ip_key, std::move(address))}).front();
  }

  test::TestStore store_{false, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Databases, Conformance, testing::ValuesIn(test::databases()),
                         test::name_of);

TEST_P(Conformance, AnActivationComesBackAsItWas) {
  const ActivationId id = insert_one(7);
  const auto found =
      in_transaction(store_, [&](WriteTx& tx) { return activation::find(tx, std::span(&id, 1)); });
  ASSERT_TRUE(found.front().has_value());
  const Activation& a = *found.front();
  const domain::Applicant expected = sample(7).applicant;
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
  const auto second = insert({sample(1), sample(2), sample(-3)});
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
  EXPECT_TRUE(insert({sample(1)}).front().has_value());
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

TEST_P(Conformance, StandingsComeInTheOrderAskedFor) {
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

domain::AccountId insert_account(WriteTx& tx, std::int64_t activation, TimePoint expires_at) {
  domain::Account account;
  account.activation = {activation};
  account.plan = {1};
  account.key_id = "k1";
  account.password_hash = std::string(32, 'p');
  account.created_at = tx.now();
  account.expires_at = expires_at;
  return account::insert(tx, std::span(&account, 1)).front();
}

TEST_P(Conformance, GrantsAdvanceAndTheirTokensEnd) {
  const TimePoint start = in_transaction(store_, [](WriteTx& tx) { return tx.now(); });
  const std::array hashes = {std::string(32, 'a'), std::string(32, 'b'), std::string(32, 'c')};
  domain::AccountId owner;
  const domain::GrantId id = in_transaction(store_, [&](WriteTx& tx) {
    owner = insert_account(tx, 7, start + std::chrono::hours(2));
    domain::Grant made;
    made.account = owner;
    made.application = {1};
    made.key_id = "k1";
    made.created_at = start;
    made.expires_at = start + std::chrono::hours(1);
    const domain::GrantId given = grant::insert(tx, made);
    const std::array tokens = {grant::NewToken{hashes[0], given, start + std::chrono::minutes(1)},
                               grant::NewToken{hashes[1], given, start + std::chrono::minutes(9)}};
    grant::insert_tokens(tx, tokens);
    return given;
  });
  const auto find = [&] {
    return in_transaction(store_, [&](WriteTx& tx) { return grant::find_tokens(tx, hashes); });
  };
  EXPECT_EQ(find()[0]->account, owner);
  EXPECT_EQ(find()[0]->account_expires_at, start + std::chrono::hours(2));
  EXPECT_EQ(find()[1]->grant, id);
  EXPECT_FALSE(find()[2].has_value());

  store_.clock.advance(std::chrono::minutes(2));
  EXPECT_FALSE(find()[0].has_value());
  EXPECT_TRUE(find()[1].has_value());

  in_transaction(store_, [&](WriteTx& tx) {
    auto taken = grant::lock(tx, std::array{id, domain::GrantId{999}, id});
    EXPECT_FALSE(taken[1].has_value());
    EXPECT_EQ(domain::redeem(*taken[2], 1, tx.now()), domain::RefreshOutcome::advanced);
    grant::advance(tx, std::span(&*taken[2], 1));
    return 0;
  });
  in_transaction(store_, [&](WriteTx& tx) {
    const auto again = grant::lock(tx, std::array{id}).front();
    EXPECT_EQ(again->generation, 2);
    EXPECT_EQ(again->recent_uses.size(), 1U);
    EXPECT_EQ(again->account_expires_at, start + std::chrono::hours(2));
    EXPECT_EQ(grant::revoke_some(tx, {owner, {2}}, 10), 0) << "another application's";
    EXPECT_EQ(grant::revoke_some(tx, {{}, {1}}, 10), 1);
    EXPECT_EQ(grant::revoke_some(tx, {owner, {}}, 10), 0) << "there is nothing left";
    return 0;
  });
  EXPECT_FALSE(find()[1].has_value());

  // An insert deletes grants that expired long ago.
  store_.clock.advance(std::chrono::hours(26));
  in_transaction(store_, [&](WriteTx& tx) {
    domain::Grant made;
    made.account = owner;
    made.application = {1};
    made.key_id = "k1";
    made.expires_at = tx.now() + std::chrono::hours(1);
    EXPECT_GT(grant::insert(tx, made).value, id.value) << "no number comes twice";
    grant::insert(tx, made);
    EXPECT_FALSE(grant::lock(tx, std::array{id}).front().has_value());
    return 0;
  });
}

TEST_P(Conformance, SessionsEndAloneOrTogether) {
  const TimePoint start = in_transaction(store_, [](WriteTx& tx) { return tx.now(); });
  const auto [mine, theirs] = in_transaction(store_, [&](WriteTx& tx) {
    const TimePoint end = start + std::chrono::hours(2);
    return std::pair(insert_account(tx, 7, start + std::chrono::minutes(30)),
                     insert_account(tx, 8, end));
  });
  const auto sign_in = [&](char cookie, domain::AccountId account) {
    in_transaction(store_, [&](WriteTx& tx) {
      session::insert(tx, std::string(32, cookie),
                      {0, account, "Firefox", "192.0.2.1", start, start + std::chrono::hours(1)});
      return 0;
    });
  };
  sign_in('a', mine);
  sign_in('b', mine);
  sign_in('c', mine);
  sign_in('x', theirs);
  // Clang before 16 can't capture a structured binding.
  in_transaction(store_, [&, mine = mine, theirs = theirs](WriteTx& tx) {
    const auto first = session::find(tx, std::string(32, 'a'));
    EXPECT_EQ(first->account, mine);
    EXPECT_EQ(session::find_by_account(tx, mine, 10).size(), 3U);
    session::remove(tx, theirs, first->id);
    EXPECT_TRUE(session::find(tx, std::string(32, 'a')).has_value()) << "not theirs";
    session::remove(tx, mine, first->id);
    EXPECT_FALSE(session::find(tx, std::string(32, 'a')).has_value());
    session::remove_others(tx, mine, session::find(tx, std::string(32, 'b'))->id);
    EXPECT_FALSE(session::find(tx, std::string(32, 'c')).has_value());
    EXPECT_TRUE(session::find(tx, std::string(32, 'x')).has_value());
    return 0;
  });
  store_.clock.advance(std::chrono::minutes(40));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_FALSE(session::find(tx, std::string(32, 'b')).has_value()) << "with its account";
    EXPECT_TRUE(session::find(tx, std::string(32, 'x')).has_value());
    return 0;
  });
  store_.clock.advance(std::chrono::minutes(20));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_FALSE(session::find(tx, std::string(32, 'x')).has_value()) << "its hour is over";
    return 0;
  });
}

TEST_P(Conformance, OnlyTheLastResetCounts) {
  in_transaction(store_, [&](WriteTx& tx) {
    const domain::AccountId account{7};
    const TimePoint now = tx.now();
    const TimePoint later = now + std::chrono::hours(1);
    password_reset::put(tx, {account, "first", "k1", now, later, 1, now});
    password_reset::put(tx, {account, "second", "k1", now, later, 2, now});
    EXPECT_EQ(password_reset::find(tx, account)->nonce, "second");
    EXPECT_EQ(password_reset::find(tx, account)->requests, 2);
    password_reset::expire(tx, account);
    EXPECT_EQ(password_reset::find(tx, account)->expires_at, now);
    return 0;
  });
}

TEST_P(Conformance, PasswordGrantsAreCountedByDay) {
  const domain::ApplicationId application{1};
  in_transaction(store_, [&](WriteTx& tx) {
    password_grant_use::add(tx, application);
    password_grant_use::add(tx, application);
    return 0;
  });
  store_.clock.advance(std::chrono::hours(48));
  in_transaction(store_, [&](WriteTx& tx) {
    EXPECT_EQ(password_grant_use::count_since(tx, application, tx.now()).count, 0);
    const auto uses =
        password_grant_use::count_since(tx, application, tx.now() - std::chrono::hours(72));
    EXPECT_EQ(uses.count, 2);
    EXPECT_EQ(to_ms(*uses.last) % 86'400'000, 0);
    EXPECT_FALSE(password_grant_use::count_since(tx, {2}, tx.now()).last.has_value());
    return 0;
  });
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

TEST_P(TaskConformance, ALeaseThatEndsGoesToTheNextAndTheFirstIsRefused) {
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

TEST_P(TaskConformance, TwoOutcomesOfOneTaskAreToldApart) {
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

TEST_P(TaskConformance, ARescheduledTaskIsNobodys) {
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

TEST_P(Conformance, ApplicationsAreSeenByTheNextTransactionEverywhere) {
  domain::Application application;
  application.client_id = "c1";
  application.name = "n";
  application.plan = {1};
  application.secrets.push_back({std::string(32, '\0'), {}, false, {}});
  in_transaction(store_, [&](WriteTx& tx) { return application::insert(tx, application); });
  struct Find {
    using Input = int;
    using Output = std::shared_ptr<const domain::Application>;
    Output operator()(WriteTx& tx, const Input&) { return application::find(tx, "c1"); }
  } find;
  auto found = store_.read(find, 0);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->secrets.front().hash, std::string(32, '\0'));
  EXPECT_FALSE(found->enabled);
  application = *found;
  application.enabled = true;
  in_transaction(store_, [&](WriteTx& tx) {
    application::update(tx, application);
    return 0;
  });
  EXPECT_TRUE(store_.read(find, 0)->enabled);
}

TEST_P(Conformance, WhoeverReadsCanNotWrite) {
  store_.reopen(true);
  struct Write {
    using Input = int;
    using Output = int;
    Output operator()(WriteTx& tx, const Input&) const {
      setting::set_maintenance(tx, true, "by a reader");
      return 0;
    }
  } write;
  EXPECT_THROW(store_.read(write, 0), std::exception);
  EXPECT_FALSE(in_transaction(store_, [](WriteTx& tx) { return setting::maintenance(tx).on; }));
}

TEST_P(Conformance, AReaderThatFailsCostsNobodyElseTheirAnswer) {
  store_.reopen(true);
  struct Read {
    using Input = bool;
    using Output = std::string;
    Output operator()(WriteTx& tx, const Input& fails) const {
      // One that is a mistake in SQL, so that the database itself gives the transaction up.
      if (fails) tx.run(kMistake, {}, {});
      return plan::find(tx, "default")->name;
    }
  } read;
  struct Awaited final : Completion {
    void complete() noexcept override { done.release(); }
    std::counting_semaphore<> done{0};
  };
  // The first one keeps the lane busy while the others gather behind it.
  std::deque<Call<Read>> calls;
  Awaited awaited;
  for (int i = 0; i < 12; ++i) {
    calls.emplace_back(Access::read, read, i % 3 == 1).completion = &awaited;
    store_.store->post(calls.back());
  }
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(awaited.done.try_acquire_for(std::chrono::seconds(20)));
  }
  for (int i = 0; i < 12; ++i) {
    if (i % 3 == 1) {
      EXPECT_THROW(calls[i].take(), std::exception) << i;
    } else {
      EXPECT_EQ(calls[i].take(), "default") << i;
    }
  }
}

TEST_P(Conformance, ANewDatabaseHasTheDefaultPlan) {
  const auto plan = in_transaction(store_, [](WriteTx& tx) { return plan::find(tx, "default"); });
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(plan->trial_days, 30);
  EXPECT_FALSE(in_transaction(store_, [&](WriteTx& tx) { return plan::insert(tx, *plan); }));
}

TEST_P(Conformance, MaintenanceIsOneSwitchForAll) {
  EXPECT_FALSE(in_transaction(store_, [](WriteTx& tx) { return setting::maintenance(tx).on; }));
  in_transaction(store_, [](WriteTx& tx) {
    setting::set_maintenance(tx, true, "upgrade");
    return 0;
  });
  const auto state = in_transaction(store_, [](WriteTx& tx) { return setting::maintenance(tx); });
  EXPECT_TRUE(state.on);
  EXPECT_EQ(state.reason, "upgrade");
}

TEST_P(Conformance, ANewsletterSubscriberIsThereOnce) {
  const ActivationId id = insert_one(1);
  const auto rows = in_transaction(store_, [&](WriteTx& tx) {
    const std::vector<Activation> both = {*activation::find(tx, std::span(&id, 1)).front(),
                                          *activation::find(tx, std::span(&id, 1)).front()};
    newsletter::insert(tx, both);
    return newsletter::list(tx, "", 10);
  });
  EXPECT_EQ(rows.size(), 1U);
}

TEST_P(Conformance, AlertsAreMailedOnce) {
  const auto left = in_transaction(store_, [](WriteTx& tx) {
    alert::insert(tx, "activation", {1}, "first");
    alert::insert(tx, "activation", {2}, "second");
    const auto waiting = alert::unmailed(tx, 1);
    alert::mark_mailed(tx, std::array{waiting.back().id});
    return alert::unmailed(tx, 10);
  });
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].text, "second");
}

/// What only the embedded database promises: PostgreSQL tells its own time, and takes many servers.
class Embedded : public testing::Test {
 protected:
  test::TestStore store_{false, Dialect::sqlite};
};

TEST_F(Embedded, TimeNeverRunsBackwardsNorStandsStill) {
  const auto now = [&] {
    return in_transaction(store_, [](WriteTx& tx) {
      const history::NewEntry entry{{1}, std::nullopt, Code::confirmed, "test", ""};
      history::insert(tx, std::span(&entry, 1));
      return tx.now();
    });
  };
  const TimePoint before = now();
  store_.clock.set_wall(-std::chrono::hours(24));
  EXPECT_GE(now(), before);
  store_.clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(now(), before + std::chrono::seconds(30));
  store_.reopen();
  EXPECT_GE(now(), before + std::chrono::seconds(30));
}

TEST_P(Conformance, EverythingIsCopiedIntoTheOtherDatabase) {
  if (test::test_postgres() == nullptr) GTEST_SKIP() << "no PostgreSQL here";
  const ActivationId id = insert_one(77);
  in_transaction(store_, [&](WriteTx& tx) {
    const history::NewEntry entry{id, std::nullopt, Code::confirmed, "test", "größer ☃"};
    history::insert(tx, std::span(&entry, 1));
    setting::set_maintenance(tx, true, "moving");
    return 0;
  });
  const Dialect other = GetParam() == Dialect::sqlite ? Dialect::postgres : Dialect::sqlite;
  test::TestStore target(false, other);
  const auto tables = copy({store_.url}, {target.url}, store_.clock, {});
  EXPECT_EQ(tables.size(), copy_tables().size());
  EXPECT_THROW(copy({store_.url}, {target.url}, store_.clock, {}), ConfigurationError);
  const auto found =
      in_transaction(target, [&](WriteTx& tx) { return activation::find(tx, std::span(&id, 1)); });
  ASSERT_TRUE(found.front().has_value());
  EXPECT_EQ(found.front()->applicant.name, sample(77).applicant.name);
  EXPECT_TRUE(in_transaction(target, [](WriteTx& tx) { return setting::maintenance(tx).on; }));
  const auto next = in_transaction(target, [&](WriteTx& tx) {
    const std::vector<Activation> rows = {sample(78)};
    return activation::insert(tx, rows);
  });
  EXPECT_GT(next.front()->value, id.value) << "numbers go on where they were";
}

TEST_P(Conformance, WorkThatOneNodeMakesDueWakesTheOther) {
  if (GetParam() != Dialect::postgres) return;
  std::counting_semaphore<> woken{0};
  StoreOptions options{.url = store_.url, .server = true};
  options.on_work = [&] { woken.release(); };
  const auto other = open(options, store_.clock, store_.log, store_.metrics);
  ASSERT_TRUE(woken.try_acquire_for(std::chrono::seconds(20))) << "it does not listen";
  store_.reopen(true);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  do {  // a notification sent before the other's LISTEN was committed is nobody's
    ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "nobody was woken";
    in_transaction(store_, [](WriteTx& tx) {
      tx.wake_workers();
      return 0;
    });
  } while (!woken.try_acquire_for(std::chrono::milliseconds(200)));
}

TEST(WithoutPassword, ShowsNone) {
  for (const auto& [url, shown] : {
           std::pair("sqlite:usher.db", "sqlite:usher.db"),
           std::pair("postgresql://u@h/d", "postgresql://u@h/d"),
           std::pair("postgresql://u:p@h/d", "postgresql://u:…@h/d"),
           std::pair("postgresql://u:p:q@h1:5432,h2/d?a=b", "postgresql://u:…@h1:5432,h2/d?a=b"),
           std::pair("postgresql://u:p?q@h/d", "postgresql://u:…@h/d"),
           std::pair("postgresql://h/d?password=p&x=y", "postgresql://h/d?password=…&x=y"),
       }) {
    EXPECT_EQ(without_password(url), shown);
  }
}

TEST_F(Embedded, ACommitOfAnySizeIsWhole) {
  // Around and above what is gathered, and what SQLite's file system takes in one call.
  for (const std::size_t size : {60'000U, 65'536U, 130'000U, 131'072U, 140'000U, 2'000'000U}) {
    const std::string why(size, 'x');
    in_transaction(store_, [&](WriteTx& tx) {
      const history::NewEntry entry{{1}, std::nullopt, Code::confirmed, "test", why};
      history::insert(tx, std::span(&entry, 1));
      return 0;
    });
  }
  store_.reopen();
  const auto kept =
      in_transaction(store_, [](WriteTx& tx) { return history::find_by_activation(tx, {1}); });
  ASSERT_EQ(kept.size(), 6U);
  EXPECT_EQ(kept.back().why, std::string(2'000'000, 'x'));
}

TEST_F(Embedded, NoTableAndNoColumnIsLeftOutOfACopy) {
  std::size_t copied = 0;
  for (const CopyTable& table : copy_tables()) {
    copied += batch_types(fmt::format("{{batch {}}}", table.columns)).size();
  }
  static constexpr Query kColumns{
      "SELECT count(*) FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = "
      "'table' "
      "AND t.name NOT IN ('schema_version', 'node', 'rate_use', 'sqlite_sequence')"};
  std::int64_t columns = 0;
  connect({store_.url}, store_.clock)->run(kColumns, nullptr, {}, [&](const Row& row) {
    columns = row.integer(0);
  });
  EXPECT_EQ(static_cast<std::int64_t>(copied), columns);
}

TEST_P(Conformance, AStatementForOneCallIsForgotten) {
  insert_one(1);
  in_transaction(store_, [](WriteTx& tx) {
    // One after the other at one address, and each text gone after its call.
    const auto run = [&tx](const std::string& sql, std::span<const Value> values) {
      std::int64_t out = 0;
      tx.run(Query::once(sql), values, [&](const Row& row) { out = row.integer(0); });
      return out;
    };
    const std::vector<Value> values = {number(3), number(4)};
    EXPECT_EQ(run("SELECT id * $1 + $2 FROM activation", values), 7);
    EXPECT_EQ(run("SELECT id * $1 - $2 FROM activation", values), -1);
    EXPECT_EQ(run("SELECT {xor}(id * $1, 2) FROM activation", std::span(values).first(1)), 1);
    EXPECT_EQ(run("SELECT id FROM activation", {}), 1);
    Batch batch(1);
    for (const int id : {1, 2, 3}) batch.add({number(id)});
    std::vector<std::int64_t> found;
    tx.run(Query::once("SELECT batch.id FROM {batch id:int} WHERE batch.id <> $2"), batch,
           {number(2)}, [&](const Row& row) { found.push_back(row.integer(0)); });
    EXPECT_EQ(found, (std::vector<std::int64_t>{1, 3}));
    return 0;
  });
}

// NOLINTNEXTLINE(readability-function-size)
TEST_P(Conformance, AStatementForOneCallCanBeQueued) {
  insert_one(1);
  in_transaction(store_, [](WriteTx& tx) {
    for (const int ip : {5, 6}) {
      const std::string sql = fmt::format("UPDATE activation SET ip_key = $1 + {}", ip);
      tx.queue(Command::once(sql), {number(0)});
    }
    std::int64_t ip = 0;
    tx.run(Query::once("SELECT ip_key FROM activation"), {},
           [&](const Row& row) { ip = row.integer(0); });
    EXPECT_EQ(ip, 6);
    return 0;
  });
  EXPECT_THROW(in_transaction(
                   store_, [](WriteTx& tx) { return tx.run(Command::once("SELECT nothing"), {}); }),
               Unavailable);
  EXPECT_EQ(
      in_transaction(
          store_, [](WriteTx& tx) { return tx.run(Command::once("DELETE FROM activation"), {}); }),
      1);
}

TEST_P(Conformance, ABackupIsTheWholeDatabase) {
  insert_one(1);
  const std::string copy = (store_.folder.path() / "copy.db").string();
  backup({store_.url}, copy, store_.clock);
  EXPECT_THROW(backup({store_.url}, copy, store_.clock), ConfigurationError);
  const auto connection = connect({"sqlite:" + copy}, store_.clock);
  static constexpr Query kCount{"SELECT count(*) FROM activation"};
  std::int64_t rows = 0;
  connection->run(kCount, nullptr, {}, [&](const Row& row) { rows = row.integer(0); });
  EXPECT_EQ(rows, 1);
}

TEST_F(Embedded, OneServerPerEmbeddedDatabase) {
  store_.reopen(true);
  EXPECT_TRUE(store_.store->is_sole_server());
  StoreOptions options;
  options.url = store_.url;
  options.server = true;
  EXPECT_THROW(open(options, store_.clock, store_.log, store_.metrics), ConfigurationError);
}

}  // namespace
}  // namespace usher::store
