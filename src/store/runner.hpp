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

namespace usher::store {

struct RunnerOptions {
  std::string name;  ///< "write" or "read": in metrics and logs
  Access access = Access::write;
  std::size_t batch_cap = 256;     ///< calls to one commit at most
  std::size_t queue_cap = 20'000;  ///< more waiting calls than this are refused
  std::function<void()> on_work;   ///< called after a commit that made work due; may be empty
  /// For a database where others write at the same time. A call whose service takes one at a time
  /// locks rows in the order in which it needs them; two of them in one transaction, and two others
  /// in another one, would wait for each other crosswise. So each gets a transaction of its own.
  bool apart = false;
};

/// Group commit: a thread takes all the calls that wait (no artificial delay), runs each group of
/// one kind as a batch, commits once, and only then completes them. When one fails, everything is
/// rolled back and run again one by one, once, each in a savepoint of its own (those that only
/// read: in a transaction), so that only the one at fault fails. (Savepoints from the start would
/// cost every transaction what only the rare one needs.) One that is in another's way (a deadlock,
/// on PostgreSQL) is run again as a whole. When the transaction itself is lost or its commit fails,
/// no call of it gets an outcome: all are told `Unavailable` (hard points, 10). Thread-safe.
class Runner {
 public:
  /// One thread per connection.
  Runner(RunnerOptions options, std::vector<std::unique_ptr<Connection>> connections, Log& log,
         Metrics& metrics);
  /// Refuses what comes from now on, finishes what waits, ends the threads.
  ~Runner();

  /// Queues a job; its completion is told on a runner thread, or before this returns when the queue
  /// is full or the runner is ending. The job stays the caller's and must live until then.
  void post(Job& job);

 private:
  struct Lane;
  void loop(Lane& lane);
  bool take(Lane& lane, std::vector<Job*>& jobs);
  void run_all(Lane& lane, std::span<Job* const> jobs);
  void run_with_conflict_retries(Lane& lane, std::span<Job* const> jobs);
  void run_together(Lane& lane, std::span<Job* const> jobs);
  void run_one_by_one(Lane& lane, std::span<Job* const> jobs);
  void read_one_by_one(Lane& lane, std::span<Job* const> jobs);
  void run_in_savepoint(Lane& lane, Tx& tx, Job& job);
  void fail(Job& job, const std::exception& error);
  void commit(Lane& lane, Tx& tx);
  static void undo(Lane& lane);
  void give_up(Lane& lane, std::span<Job* const> jobs, const char* why);
  static void refuse(Job& job, const char* why);

  const RunnerOptions options_;
  Log& log_;
  Counter commits_;
  Counter failures_;
  Counter conflicts_;
  Histogram batch_size_;
  Histogram seconds_;
  std::vector<Counter> reached_;  // by code

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;  // guarded by mutex_
  bool ending_ = false;       // guarded by mutex_

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace usher::store
