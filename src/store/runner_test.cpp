// Group commit: what shares a transaction, what fails alone, and what nobody may be answered.
#include "store/runner.hpp"

#include <gtest/gtest.h>

#include <latch>

#include "base/error.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

constexpr Command kInsert{
    "INSERT INTO newsletter (address, name, company, language, is_usa, "
    "activation_id, joined_at) VALUES ($1, $2, '', 'EN', 0, 0, 0)"};
constexpr Query kCount{"SELECT count(*) FROM newsletter"};

/// Writes one row per input; the input "fail" throws, as a broken database would.
struct Write {
  using Input = std::string;
  using Output = std::string;
  std::vector<std::size_t> sizes;
  std::vector<Output> operator()(WriteTx& tx, std::span<const Input> inputs) {
    sizes.push_back(inputs.size());
    std::vector<Output> out;
    for (const std::string& input : inputs) {
      if (input == "fail") throw Unavailable("told to");
      tx.run(kInsert, {text(input), text(std::string(3000, 'x'))});
      out.push_back("did " + input);
    }
    return out;
  }
};

struct Count {
  using Input = int;
  using Output = std::int64_t;
  Output operator()(WriteTx& tx, const Input&) {
    std::int64_t count = 0;
    tx.run(kCount, {}, [&](const Row& row) { count = row.integer(0); });
    return count;
  }
};

struct Latch final : Completion {
  explicit Latch(std::ptrdiff_t count) : latch(count) {}
  void complete() noexcept override { latch.count_down(); }
  std::latch latch;
};

/// Holds the one writer until the test has queued everything that shall share a transaction.
struct Gate {
  struct Input {
    std::latch* shut;
    std::latch* open;
  };
  using Output = int;
  Output operator()(WriteTx&, const Input& input) {
    input.shut->count_down();
    input.open->wait();
    return 0;
  }
};

class RunnerTest : public testing::Test {
 protected:
  /// Posts all at once, so that they share one transaction; returns what each was told.
  std::vector<std::string> write_together(const std::vector<std::string>& inputs) {
    std::latch shut(1);
    std::latch open(1);
    Gate gate;
    Call<Gate> hold(Access::write, gate, {&shut, &open});
    Latch held(1);
    hold.completion = &held;
    store_.store->post(hold);
    shut.wait();  // or it would take the first of them along
    Latch done(static_cast<std::ptrdiff_t>(inputs.size()));
    std::vector<std::unique_ptr<Call<Write>>> calls;
    for (const std::string& input : inputs) {
      calls.push_back(std::make_unique<Call<Write>>(Access::write, write_, input));
      calls.back()->completion = &done;
      store_.store->post(*calls.back());
    }
    open.count_down();
    held.latch.wait();
    done.latch.wait();
    std::vector<std::string> out;
    for (const auto& call : calls) {
      try {
        out.push_back(call->take());
      } catch (const Unavailable&) {
        out.push_back("503");
      }
    }
    return out;
  }
  std::int64_t rows() {
    Count count;
    return store_.read(count, 0);
  }

  test::TestStore store_;
  Write write_;
};

TEST_F(RunnerTest, WhatWaitsTogetherIsOneBatch) {
  const auto told = write_together({"a", "b", "c"});
  EXPECT_EQ(told, (std::vector<std::string>{"did a", "did b", "did c"}));
  EXPECT_EQ(write_.sizes, (std::vector<std::size_t>{3}));
  EXPECT_EQ(rows(), 3);
}

TEST_F(RunnerTest, AFailingCallInTheMiddleHarmsNobodyElse) {
  const auto told = write_together({"a", "fail", "c"});
  EXPECT_EQ(told, (std::vector<std::string>{"did a", "503", "did c"}));
  // Together once, then one by one, once.
  EXPECT_EQ(write_.sizes, (std::vector<std::size_t>{3, 1, 1, 1}));
  EXPECT_EQ(rows(), 2);
}

TEST_F(RunnerTest, AConstraintBrokenByOneIsItsOwnAffair) {
  const auto told = write_together({"a", "a", "b"});
  EXPECT_EQ(told, (std::vector<std::string>{"did a", "503", "did b"}));
  EXPECT_EQ(rows(), 2);
}

TEST_F(RunnerTest, AfterTheStoreEndsNothingHangs) {
  Call<Write> late(Access::write, write_, "late");
  Latch done(1);
  late.completion = &done;
  RunnerOptions options;
  options.name = "test";
  std::vector<std::unique_ptr<Connection>> connections;
  connections.push_back(connect({store_.url}, store_.clock));
  options.queue_cap = 0;
  Runner runner(options, std::move(connections), store_.log, store_.metrics);
  runner.post(late);
  done.latch.wait();
  EXPECT_THROW(late.take(), Unavailable);
}

/// A database that fails as it is told to, at its commit; writes nothing.
class FailingConnection final : public Connection {
 public:
  enum class Fails { never, in_the_way, unknown };
  explicit FailingConnection(std::vector<Fails>& commits) : commits_(commits) {}

  void begin(Access) override { begun_ = true; }
  TimePoint now() override { return {}; }
  void commit() override {
    begun_ = false;
    const Fails fails = commits_.empty() ? Fails::never : commits_.front();
    if (!commits_.empty()) commits_.erase(commits_.begin());
    if (fails == Fails::in_the_way) throw Conflict("told to be in the way");
    if (fails == Fails::unknown) throw CommitUnknown("told to be unknown");
  }
  void rollback() noexcept override { begun_ = false; }
  bool in_transaction() const override { return begun_; }
  std::int64_t run(const Statement&, const Batch*, std::span<const Value>, const OnRow&) override {
    return 0;
  }
  void queue(const Statement&, const Batch*, std::span<const Value>, const OnRow*) override {}
  void script(const std::string&) override {}

 private:
  std::vector<Fails>& commits_;
  bool begun_ = false;
};

class FailingCommits : public testing::Test {
 protected:
  using Fails = FailingConnection::Fails;

  /// Runs one call whose commits fail so; whether it was answered.
  bool is_answered(std::vector<Fails> commits) {
    Log log(LogLevel::off);
    Metrics metrics;
    std::vector<std::unique_ptr<Connection>> connections;
    connections.push_back(std::make_unique<FailingConnection>(commits));
    Runner runner({.name = "test"}, std::move(connections), log, metrics);
    write_.sizes.clear();
    Call<Write> call(Access::write, write_, "one");
    Latch done(1);
    call.completion = &done;
    runner.post(call);
    done.latch.wait();
    return !call.broken;
  }

  Write write_;
};

TEST_F(FailingCommits, WhatWasInTheWayIsRunAgainAsAWhole) {
  EXPECT_TRUE(is_answered({Fails::in_the_way, Fails::in_the_way}));
  EXPECT_EQ(write_.sizes.size(), 3U);
}

TEST_F(FailingCommits, ButNotForEver) {
  EXPECT_FALSE(is_answered(std::vector<Fails>(20, Fails::in_the_way)));
  EXPECT_LE(write_.sizes.size(), 6U);
}

TEST_F(FailingCommits, WhatNobodyKnowsIsNeverRunAgain) {
  EXPECT_FALSE(is_answered({Fails::unknown}));
  EXPECT_EQ(write_.sizes.size(), 1U);
}

/// A disk that is full at every possible page: whatever is answered is there, whatever is not
/// answered is not.
TEST(DiskFull, AtEveryPageNoAnswerIsALie) {
  for (int spare = 0; spare < 24; ++spare) {
    test::TemporaryFolder folder;
    test::FakeClock clock;
    const std::string url = "sqlite:" + (folder.path() / "usher.db").string();
    Log log(LogLevel::off);
    Metrics metrics;
    migrate(*connect({url}, clock), Dialect::sqlite);
    std::vector<std::unique_ptr<Connection>> connections;
    connections.push_back(connect({url}, clock));
    std::int64_t pages = 0;
    static constexpr Statement kPages{"PRAGMA page_count"};
    connections.front()->run(kPages, nullptr, {}, [&](const Row& row) { pages = row.integer(0); });
    connections.front()->script("PRAGMA max_page_count = " + std::to_string(pages + spare));
    Write write;
    int told = 0;
    {
      RunnerOptions options;
      options.name = "test";
      Runner runner(options, std::move(connections), log, metrics);
      constexpr int kCalls = 12;
      Latch done(kCalls);
      std::vector<std::unique_ptr<Call<Write>>> calls;
      for (int i = 0; i < kCalls; ++i) {
        calls.push_back(
            std::make_unique<Call<Write>>(Access::write, write, "row " + std::to_string(i)));
        calls.back()->completion = &done;
        runner.post(*calls.back());
      }
      done.latch.wait();
      for (const auto& call : calls) told += call->broken ? 0 : 1;
    }
    const auto look = connect({url}, clock);
    std::int64_t rows = 0;
    look->run(kCount, nullptr, {}, [&](const Row& row) { rows = row.integer(0); });
    EXPECT_EQ(rows, told) << "with " << spare << " spare pages";
  }
}

}  // namespace
}  // namespace usher::store
