// Reads whose cost a caller chooses: they end at their limits and delay no other call.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>

#include "store/sqlite/sqlite_connection.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using std::chrono::steady_clock;

constexpr Query kEndless{
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"};
constexpr Query kNumber{"SELECT 7"};
constexpr Query kLargeText{
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 12) "
    "SELECT replace('1234567890', '1', $1) FROM n"};

/// A limited read of one statement, by `party`.
class LimitedJob final : public Job {
 public:
  LimitedJob(const Query& query, std::size_t party, std::vector<std::size_t>* order = nullptr)
      : query_(query), party_(party), order_(order) {}

  const void* kind() const override { return &kKind; }
  Access access() const override { return Access::read; }
  bool takes_batch() const override { return false; }
  bool is_limited() const override { return true; }
  std::size_t party() const override { return party_; }
  void run(WriteTx& tx, std::span<Job* const> same_kind) override {
    if (order_ != nullptr) order_->push_back(party_);
    const std::string large(std::size_t{1} << 20, 'x');
    for (Job* const job : same_kind) {
      auto& read = static_cast<LimitedJob&>(*job);
      const auto take = [&](const Row& row) { read.output_ = row.integer(0); };
      if (&query_ == &kLargeText) {
        tx.run(query_, {text(large)}, take);
      } else {
        tx.run(query_, {}, take);
      }
    }
  }

  /// Returns "expensive" and "unavailable" for these failures, otherwise the number.
  std::string outcome() const {
    try {
      if (error) std::rethrow_exception(error);
      return std::to_string(output_);
    } catch (const TooExpensive&) {
      return "expensive";
    } catch (const Unavailable&) {
      return "unavailable";
    }
  }

 private:
  static constexpr char kKind = 0;
  const Query& query_;
  const std::size_t party_;
  std::vector<std::size_t>* const order_;
  std::int64_t output_ = 0;
};

class LimitedRead : public testing::TestWithParam<Dialect> {
 protected:
  std::string run(LimitedJob& job) {
    test::Latch done(1);
    job.completion = &done;
    store_.store->post(job);
    done.latch.wait();
    return job.outcome();
  }

  test::TestStore store_{true, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Databases, LimitedRead, testing::ValuesIn(test::databases()),
                         test::name_of);

TEST_P(LimitedRead, EndsAtItsTimeLimitAndDelaysNoOtherRead) {
  LimitedJob endless(kEndless, 1);
  test::Latch done(1);
  endless.completion = &done;
  store_.store->post(endless);
  const std::int64_t other = test::in_read_transaction(store_, [](WriteTx& tx) {
    std::int64_t number = 0;
    tx.run(kNumber, {}, [&](const Row& row) { number = row.integer(0); });
    return number;
  });
  EXPECT_EQ(other, 7);
  EXPECT_FALSE(done.latch.try_wait()) << "the other read waited for the endless one";
  done.latch.wait();
  EXPECT_EQ(endless.outcome(), "expensive");
  LimitedJob next(kNumber, 1);
  EXPECT_EQ(run(next), "7");
}

TEST_P(LimitedRead, EndsAtItsLimitOfBytes) {
  LimitedJob large(kLargeText, 1);
  EXPECT_EQ(run(large), "expensive");
  LimitedJob next(kNumber, 1);
  EXPECT_EQ(run(next), "7");
}

TEST_P(LimitedRead, ASlowPartyWaitsForTheOthers) {
  LimitedJob slow(kEndless, 1);
  EXPECT_EQ(run(slow), "expensive");
  std::vector<std::size_t> order;
  // The first call keeps the reader busy until the others wait.
  std::vector<std::unique_ptr<LimitedJob>> jobs;
  jobs.push_back(std::make_unique<LimitedJob>(kEndless, 2, &order));
  for (const std::size_t party : {1, 1, 3, 4}) {
    jobs.push_back(std::make_unique<LimitedJob>(kNumber, party, &order));
  }
  test::Latch done(static_cast<std::ptrdiff_t>(jobs.size()));
  for (const auto& job : jobs) {
    job->completion = &done;
    store_.store->post(*job);
  }
  done.latch.wait();
  EXPECT_EQ(order, (std::vector<std::size_t>{2, 3, 4, 1, 1}));
}

TEST_P(LimitedRead, AStopRefusesThoseThatWait) {
  LimitedJob running(kEndless, 1);
  LimitedJob waiting(kNumber, 2);
  test::Latch done(2);
  running.completion = waiting.completion = &done;
  store_.store->post(running);
  store_.store->post(waiting);
  const auto start = steady_clock::now();
  store_.store->stop_limited_reads();
  done.latch.wait();
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(waiting.outcome(), "unavailable");
  EXPECT_NE(running.outcome(), "0");
  LimitedJob late(kNumber, 3);
  EXPECT_EQ(run(late), "unavailable");
}

TEST(SqliteWriter, DoesNotWaitForAReaderToRestartTheLog) {
  test::TestStore store(false, Dialect::sqlite);
  const auto shared = std::make_shared<SqliteShared>(store.clock);
  SqliteConnection writer({.file = store.file}, shared);
  SqliteConnection reader({.file = store.file, .access = Access::read}, shared);
  static constexpr Query kCount{"SELECT count(*) FROM plan"};
  static constexpr Command kWrite{"CREATE TABLE written (id INTEGER)"};
  reader.begin(Access::read);
  reader.run(kCount, nullptr, {}, {});
  writer.begin(Access::write);
  writer.run(kWrite, nullptr, {}, {});
  writer.commit();
  shared->wal_pages = 1 << 20;  // over the limit at which the writer shrinks the log
  const auto start = steady_clock::now();
  writer.begin(Access::write);
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(shared->wal_pages.load(), 1 << 20) << "the log was not restarted";
  writer.rollback();
  reader.rollback();
}

}  // namespace
}  // namespace usher::store
