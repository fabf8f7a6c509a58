/// Runs operations in transactions on threads, with many calls in one commit.
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

namespace usher::store {

struct RunnerOptions {
  std::string name;  ///< "write" or "read", for metrics and logs
  Access access = Access::write;
  std::size_t batch_cap = 256;  ///< the maximum number of calls per commit
  std::size_t queue_cap =
      20'000;  ///< the maximum number of waiting calls; further calls are refused
  std::function<void()> on_work;  ///< called after a commit that made work due; may be empty
  /// Runs each call of an operation without a batch in a separate transaction, for a database with
  /// concurrent writers. Such an operation locks rows in any order, so that two calls in one
  /// transaction could deadlock with two calls in another.
  bool isolate_single_calls = false;
};

/// A runner with group commit: a thread takes all waiting calls (without an artificial delay), runs
/// the calls of each kind as a batch, commits once, and then completes the calls.
///
/// If one call fails, the transaction is rolled back and the calls are run again one by one, each
/// in a savepoint (reads: in a transaction), so that only the failing call fails. Savepoints are
/// not used from the start, because they slow down every transaction. A transaction that conflicts
/// with a concurrent transaction (a deadlock on PostgreSQL) is retried as a whole. If the
/// connection is lost or the commit fails, all calls of the transaction throw `Unavailable`
/// (docs/invariants.md, 10). Thread-safe.
class Runner {
 public:
  /// Starts one thread per connection.
  Runner(RunnerOptions options, std::vector<std::unique_ptr<Connection>> connections, Log& log,
         Metrics& metrics);
  /// Refuses new calls, finishes waiting calls, and ends the threads.
  ~Runner();

  /// Enqueues a job. Its completion is notified on a runner thread, or before post() returns if the
  /// queue is full or the runner is ending. The caller owns the job, which must live until then.
  void post(Job& job);

 private:
  struct Thread;
  void loop(Thread& thread);
  bool dequeue(Thread& thread, std::vector<Job*>& jobs);
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
  Histogram batch_size_;
  Histogram seconds_;
  std::vector<Counter> reached_;  // activations that reached each code

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;  // guarded by mutex_
  bool stopping_ = false;     // guarded by mutex_

  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace usher::store
