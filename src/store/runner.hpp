/// Threads that run service functions in transactions, many calls to a commit.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "store/connection.hpp"
#include "store/job.hpp"
#include "store/slow_parties.hpp"

namespace usher::store {

struct RunnerOptions {
  std::string name;  ///< "write" or "read": in metrics and logs
  Access access = Access::write;
  std::size_t batch_cap = 256;     ///< maximum number of calls per commit
  std::size_t queue_cap = 20'000;  ///< further calls are refused
  std::function<void()> on_work;   ///< called after a commit that made work due; may be empty
  /// Gives each call of an operation without a batch a transaction of its own, for a database with
  /// concurrent writers. Such an operation locks rows in the order in which it needs them: two in
  /// one transaction could deadlock with two in another.
  bool isolate_single_calls = false;
  /// Runs each call in a transaction of its own, which is not repeated after TooExpensive, and
  /// postpones the calls of parties whose calls were slow.
  bool isolate_all = false;
};

/// Group commit: a thread takes all waiting calls (without an artificial delay), runs each group of
/// one kind as a batch, commits once, and only then completes the calls.
///
/// When one call fails, everything is rolled back and run again one by one, once, each call in a
/// savepoint (reads: in a transaction), so that only the failing call fails. Savepoints from the
/// start would cost every transaction what only the rare one needs. A transaction that conflicts
/// with a concurrent one (a deadlock on PostgreSQL) is run again as a whole. When the transaction
/// itself is lost or its commit fails, none of its calls gets a result: each throws `Unavailable`
/// (docs/invariants.md, 10). Thread-safe.
class Runner {
 public:
  /// Starts one thread per connection.
  Runner(RunnerOptions options, std::vector<std::unique_ptr<Connection>> connections, Log& log,
         Metrics& metrics);
  /// Refuses new calls, finishes the waiting ones, ends the threads.
  ~Runner();

  /// Enqueues a job. Its completion is notified on a runner thread, or before this returns when the
  /// queue is full or the runner is ending. The job remains the caller's and must live until then.
  void post(Job& job);
  /// Refuses new and waiting calls from now on; running ones finish.
  void refuse_all();

 private:
  struct Thread;
  void loop(Thread& thread);
  bool dequeue(Thread& thread, std::vector<Job*>& jobs);
  Job* dequeue_one();
  void run_all(Thread& thread, std::span<Job* const> jobs);
  void run_with_conflict_retries(Thread& thread, std::span<Job* const> jobs);
  void run_together(Thread& thread, std::span<Job* const> jobs);
  void run_one_at_a_time(Thread& thread, std::span<Job* const> jobs);
  void read_one_at_a_time(Thread& thread, std::span<Job* const> jobs);
  void run_in_savepoint(Thread& thread, WriteTx& tx, Job& job);
  void fail(Job& job, const std::exception& error);
  void commit(Thread& thread, WriteTx& tx);
  static void roll_back(Thread& thread);
  void fail_all(Thread& thread, std::span<Job* const> jobs, const char* reason);
  static void refuse(Job& job, const char* reason);

  const RunnerOptions options_;
  Log& log_;
  Counter commits_;
  Counter failures_;
  Counter conflicts_;
  Counter expensive_;
  Histogram batch_size_;
  Histogram seconds_;
  std::vector<Counter> reached_;  // by code

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;  // guarded by mutex_
  bool stopping_ = false;     // guarded by mutex_
  SlowParties slow_;          // guarded by mutex_

  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace usher::store
