// Tests of transactions, configuration, copies and statements on every database.
#include "store/conformance_test.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <deque>
#include <semaphore>

#include "store/copy.hpp"
#include "store/copy_tables.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/application.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/provisioning/plan.hpp"
#include "store/setting.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using test::in_read_transaction;
using test::in_transaction;

constexpr Query kMistake{"SELECT nothing FROM nowhere"};

INSTANTIATE_TEST_SUITE_P(Databases, Conformance, testing::ValuesIn(test::databases()),
                         test::name_of);

/// A job that reads the default plan or fails in the database.
class ReadPlanJob final : public Job {
 public:
  explicit ReadPlanJob(bool fails) : fails_(fails) {}

  const void* kind() const override { return &kKind; }
  Access access() const override { return Access::read; }
  bool takes_batch() const override { return false; }
  void run(WriteTx& tx, std::span<Job* const> same_kind) override {
    for (Job* const job : same_kind) {
      ReadPlanJob& read = static_cast<ReadPlanJob&>(*job);
      if (read.fails_) tx.run(kMistake, {}, {});
      read.name_ = plan::find(tx, "default")->name;
    }
  }
  std::string take() const {
    if (error) std::rethrow_exception(error);
    return name_;
  }

 private:
  static constexpr char kKind = 0;
  const bool fails_;
  std::string name_;
};

TEST_P(Conformance, ApplicationsAreVisibleToTheNextTransactionEverywhere) {
  domain::Application application;
  application.client_id = "c1";
  application.name = "n";
  application.plan = {1};
  application.secrets.push_back({std::string(32, '\0'), {}, false, {}});
  in_transaction(store_, [&](WriteTx& tx) { return application::insert(tx, application); });
  const auto find = [](WriteTx& tx) { return application::find(tx, "c1"); };
  auto found = in_read_transaction(store_, find);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->secrets.front().hash, std::string(32, '\0'));
  EXPECT_FALSE(found->enabled);
  application = *found;
  application.enabled = true;
  in_transaction(store_, [&](WriteTx& tx) {
    application::update(tx, application);
    return 0;
  });
  EXPECT_TRUE(in_read_transaction(store_, find)->enabled);
}

TEST_P(Conformance, AReaderCannotWrite) {
  store_.reopen(true);
  const auto write = [](WriteTx& tx) {
    setting::set_maintenance(tx, true, "by a reader");
    return 0;
  };
  EXPECT_THROW(in_read_transaction(store_, write), std::exception);
  EXPECT_FALSE(in_transaction(store_, [](WriteTx& tx) { return setting::maintenance(tx).on; }));
}

TEST_P(Conformance, AFailingReaderFailsAlone) {
  store_.reopen(true);
  struct Awaited final : Completion {
    void complete() noexcept override { done.release(); }
    std::counting_semaphore<> done{0};
  };
  // The first call keeps the thread busy while the others are queued.
  std::deque<ReadPlanJob> calls;
  Awaited awaited;
  for (int i = 0; i < 12; ++i) {
    calls.emplace_back(i % 3 == 1).completion = &awaited;
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
  EXPECT_EQ(found.front()->applicant.name, sample_activation(77).applicant.name);
  EXPECT_TRUE(in_transaction(target, [](WriteTx& tx) { return setting::maintenance(tx).on; }));
  const auto next = in_transaction(target, [&](WriteTx& tx) {
    const std::vector<Activation> rows = {sample_activation(78)};
    return activation::insert(tx, rows);
  });
  EXPECT_GT(next.front()->value, id.value) << "ids continue after the copied ones";
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
  do {  // a notification sent before the other node has committed its LISTEN is lost
    ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "the other node was not woken";
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

TEST_P(Conformance, AStatementForOneCallIsForgotten) {
  insert_one(1);
  in_transaction(store_, [](WriteTx& tx) {
    // The statements have the same address, because their texts end with their calls.
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

}  // namespace
}  // namespace usher::store
