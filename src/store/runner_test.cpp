// Tests of group commit: which calls share a transaction, and which calls fail.
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

/// A job that inserts a row with the name of its input, in a batch. The input "fail" throws. The
/// job records the sizes of the batches.
class WriteJob final : public Job {
 public:
  WriteJob(std::vector<std::size_t>& sizes, std::string input)
      : sizes_(sizes), input_(std::move(input)) {}

  const void* kind() const override { return &kKind; }
  Access access() const override { return Access::write; }
  bool takes_batch() const override { return true; }
  void run(WriteTx& tx, std::span<Job* const> same_kind) override {
    sizes_.push_back(same_kind.size());
    for (Job* const job : same_kind) {
      WriteJob& write = static_cast<WriteJob&>(*job);
      if (write.input_ == "fail") throw Unavailable("as the test requires");
      tx.run(kInsert, {text(write.input_), text(std::string(3000, 'x'))});
      write.output_ = "did " + write.input_;
    }
  }

  /// Returns the output, "503" if the call failed.
  std::string output() const { return error ? "503" : output_; }

 private:
  static constexpr char kKind = 0;
  std::vector<std::size_t>& sizes_;
  const std::string input_;
  std::string output_;
};

class RunnerTest : public testing::Test {
 protected:
  /// Posts all inputs while a job blocks the writer, so that they share one transaction. Returns
  /// the outputs.
  std::vector<std::string> write_together(const std::vector<std::string>& inputs) {
    std::latch started(1);
    std::latch released(1);
    test::FunctionJob gate(Access::write, [&](WriteTx&) {
      started.count_down();
      released.wait();
      return 0;
    });
    test::Latch gate_done(1);
    gate.completion = &gate_done;
    store_.store->post(gate);
    started.wait();
    test::Latch done(static_cast<std::ptrdiff_t>(inputs.size()));
    std::vector<std::unique_ptr<WriteJob>> jobs;
    for (const std::string& input : inputs) {
      jobs.push_back(std::make_unique<WriteJob>(sizes_, input));
      jobs.back()->completion = &done;
      store_.store->post(*jobs.back());
    }
    released.count_down();
    gate_done.latch.wait();
    done.latch.wait();
    std::vector<std::string> out;
    for (const auto& job : jobs) out.push_back(job->output());
    return out;
  }
  std::int64_t rows() {
    return test::in_transaction(store_, [](WriteTx& tx) {
      std::int64_t count = 0;
      tx.run(kCount, {}, [&](const Row& row) { count = row.integer(0); });
      return count;
    });
  }

  test::TestStore store_;
  std::vector<std::size_t> sizes_;
};

TEST_F(RunnerTest, WaitingCallsShareOneBatch) {
  const auto outputs = write_together({"a", "b", "c"});
  EXPECT_EQ(outputs, (std::vector<std::string>{"did a", "did b", "did c"}));
  EXPECT_EQ(sizes_, (std::vector<std::size_t>{3}));
  EXPECT_EQ(rows(), 3);
}

TEST_F(RunnerTest, AFailingCallFailsAlone) {
  const auto outputs = write_together({"a", "fail", "c"});
  EXPECT_EQ(outputs, (std::vector<std::string>{"did a", "503", "did c"}));
  // The calls are run together once, then one by one.
  EXPECT_EQ(sizes_, (std::vector<std::size_t>{3, 1, 1, 1}));
  EXPECT_EQ(rows(), 2);
}

TEST_F(RunnerTest, AViolatedConstraintFailsOneCall) {
  const auto outputs = write_together({"a", "a", "b"});
  EXPECT_EQ(outputs, (std::vector<std::string>{"did a", "503", "did b"}));
  EXPECT_EQ(rows(), 2);
}

TEST_F(RunnerTest, AFullQueueRefusesCalls) {
  WriteJob late(sizes_, "late");
  test::Latch done(1);
  late.completion = &done;
  RunnerOptions options;
  options.name = "test";
  std::vector<std::unique_ptr<Connection>> connections;
  connections.push_back(connect({store_.url}, store_.clock));
  options.queue_cap = 0;
  Runner runner(options, std::move(connections), store_.log, store_.metrics);
  runner.post(late);
  done.latch.wait();
  EXPECT_EQ(late.output(), "503");
}

/// A connection that writes nothing and whose commits fail as given.
class FailingConnection final : public Connection {
 public:
  enum class Fails { never, conflict, unknown };
  explicit FailingConnection(std::vector<Fails>& commits) : commits_(commits) {}

  void begin(Access) override { begun_ = true; }
  TimePoint now() override { return {}; }
  void commit() override {
    begun_ = false;
    const Fails fails = commits_.empty() ? Fails::never : commits_.front();
    if (!commits_.empty()) commits_.erase(commits_.begin());
    if (fails == Fails::conflict) throw Conflict("as the test requires");
    if (fails == Fails::unknown) throw CommitUnknown("as the test requires");
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

  /// Runs one call whose commits fail as given. Returns whether it succeeded.
  bool succeeds(std::vector<Fails> commits) {
    Log log(LogLevel::off);
    Metrics metrics;
    std::vector<std::unique_ptr<Connection>> connections;
    connections.push_back(std::make_unique<FailingConnection>(commits));
    Runner runner({.name = "test"}, std::move(connections), log, metrics);
    sizes_.clear();
    WriteJob call(sizes_, "one");
    test::Latch done(1);
    call.completion = &done;
    runner.post(call);
    done.latch.wait();
    return !call.error;
  }

  std::vector<std::size_t> sizes_;
};

TEST_F(FailingCommits, AConflictIsRetriedAsAWhole) {
  EXPECT_TRUE(succeeds({Fails::conflict, Fails::conflict}));
  EXPECT_EQ(sizes_.size(), 3U);
}

TEST_F(FailingCommits, ConflictsAreRetriedALimitedNumberOfTimes) {
  EXPECT_FALSE(succeeds(std::vector<Fails>(20, Fails::conflict)));
  EXPECT_LE(sizes_.size(), 6U);
}

TEST_F(FailingCommits, AnUnknownCommitIsNotRetried) {
  EXPECT_FALSE(succeeds({Fails::unknown}));
  EXPECT_EQ(sizes_.size(), 1U);
}

/// The disk becomes full at every possible page. A row must exist exactly if its call succeeded.
TEST(DiskFull, RowsExistExactlyForSuccessfulCalls) {
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
    std::vector<std::size_t> sizes;
    int succeeded = 0;
    {
      RunnerOptions options;
      options.name = "test";
      Runner runner(options, std::move(connections), log, metrics);
      constexpr int kCalls = 12;
      test::Latch done(kCalls);
      std::vector<std::unique_ptr<WriteJob>> calls;
      for (int i = 0; i < kCalls; ++i) {
        calls.push_back(std::make_unique<WriteJob>(sizes, "row " + std::to_string(i)));
        calls.back()->completion = &done;
        runner.post(*calls.back());
      }
      done.latch.wait();
      for (const auto& call : calls) succeeded += call->error ? 0 : 1;
    }
    const auto look = connect({url}, clock);
    std::int64_t rows = 0;
    look->run(kCount, nullptr, {}, [&](const Row& row) { rows = row.integer(0); });
    EXPECT_EQ(rows, succeeded) << "with " << spare << " spare pages";
  }
}

}  // namespace
}  // namespace usher::store
