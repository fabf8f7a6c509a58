#include "store/runner.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <typeinfo>

#include "base/error.hpp"
#include "store/epoch.hpp"

namespace usher::store {
namespace {

constexpr Command kSavepoint{"SAVEPOINT one_call"};
constexpr Command kRelease{"RELEASE SAVEPOINT one_call"};
constexpr Command kRollbackTo{"ROLLBACK TO SAVEPOINT one_call"};

/// Attempts of a transaction that conflicts with concurrent ones.
constexpr int kConflictTries = 5;
constexpr std::chrono::seconds kLogInterval{1};
constexpr std::chrono::seconds kOneAtATimeLimit{8};
constexpr const char* kStopping = "the server is stopping";
constexpr const char* kBatchTimeout =
    "a batch whose calls were repeated one at a time took longer than 8 s";

}  // namespace

struct Runner::Thread {
  std::unique_ptr<Connection> connection;
  Cache cache;
  epoch::Watch watch;
  std::chrono::steady_clock::time_point last_logged_at;  ///< of a failure
  std::size_t lost = 0;                                  ///< calls that failed since
  bool took_single = false;                              ///< the last batch was one isolated call
  std::thread thread;
};

Runner::Runner(RunnerOptions options, std::vector<std::unique_ptr<Connection>> connections,
               Log& log, Metrics& metrics)
    : options_(std::move(options)),
      log_(log),
      commits_(metrics.counter("usher_store_transactions_total", "Transactions finished",
                               {{"access", options_.name}})),
      failures_(metrics.counter("usher_store_failures_total", "Transactions that failed",
                                {{"access", options_.name}})),
      conflicts_(metrics.counter("usher_store_conflicts_total",
                                 "Transactions run again after a conflict with a concurrent one",
                                 {{"access", options_.name}})),
      expensive_(metrics.counter("usher_store_too_expensive_total",
                                 "Calls that exceeded the limits of their reader",
                                 {{"access", options_.name}})),
      batch_size_(metrics.histogram("usher_store_batch_calls", "Calls that shared a transaction",
                                    {1, 2, 4, 8, 16, 32, 64, 128, 256},
                                    {{"access", options_.name}})),
      seconds_(metrics.histogram("usher_store_transaction_seconds", "Time of one transaction",
                                 {0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3},
                                 {{"access", options_.name}})) {
  for (int code = 0; code < domain::kCodes; ++code) {
    reached_.push_back(metrics.counter("usher_activations_total", "Activations that reached a code",
                                       {{"code", std::to_string(code)}}));
  }
  for (std::unique_ptr<Connection>& connection : connections) {
    auto thread = std::make_unique<Thread>();
    thread->connection = std::move(connection);
    threads_.push_back(std::move(thread));
  }
  for (const std::unique_ptr<Thread>& thread : threads_) {
    thread->thread = std::thread([this, &thread = *thread] { loop(thread); });
  }
}

Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (const std::unique_ptr<Thread>& thread : threads_) thread->thread.join();
}

void Runner::post(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < options_.queue_cap) {
      waiting_.push_back(&job);
      if (waiting_.size() > 1) return;  // a thread was woken for the earlier ones
      wake_.notify_one();
      return;
    }
  }
  refuse(job, "too many requests are waiting for the database");
}

void Runner::refuse(Job& job, const char* reason) {
  job.error = std::make_exception_ptr(Unavailable(reason));
  job.completion->complete();
}

void Runner::refuse_all() {
  std::deque<Job*> waiting;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting.swap(waiting_);
  }
  wake_.notify_all();
  for (Job* const job : waiting) refuse(*job, kStopping);
}

/// REQUIRES: a job is waiting; the mutex is locked.
Job* Runner::dequeue_one() {
  const auto now = std::chrono::steady_clock::now();
  auto next = std::find_if(waiting_.begin(), waiting_.end(),
                           [&](const Job* job) { return !slow_.is_slow(job->party(), now); });
  if (next == waiting_.end()) next = waiting_.begin();
  Job* const job = *next;
  waiting_.erase(next);
  return job;
}

bool Runner::dequeue(Thread& thread, std::vector<Job*>& jobs) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  jobs.clear();
  if (options_.isolate_all) {
    if (!waiting_.empty()) jobs.push_back(dequeue_one());
    if (!waiting_.empty()) wake_.notify_one();
    return !jobs.empty();
  }
  // Isolated calls and batches alternate, so that neither starves the other.
  bool single =
      options_.isolate_single_calls && !waiting_.empty() && !waiting_.front()->takes_batch();
  if (single && thread.took_single) {
    single = std::none_of(waiting_.begin(), waiting_.end(),
                          [](const Job* job) { return job->takes_batch(); });
  }
  thread.took_single = single;
  const std::size_t limit = single ? 1 : options_.batch_cap;
  for (auto next = waiting_.begin(); next != waiting_.end() && jobs.size() < limit;) {
    // Isolated calls keep their places in the queue.
    if (!single && options_.isolate_single_calls && !(*next)->takes_batch()) {
      ++next;
    } else {
      jobs.push_back(*next);
      next = waiting_.erase(next);
    }
  }
  if (!waiting_.empty()) wake_.notify_one();
  return !jobs.empty();
}

void Runner::loop(Thread& thread) {
  std::vector<Job*> jobs;
  while (dequeue(thread, jobs)) run_all(thread, jobs);
}

void Runner::run_all(Thread& thread, std::span<Job* const> jobs) {
  const auto start = std::chrono::steady_clock::now();
  try {
    run_with_conflict_retries(thread, jobs);
  } catch (const CommitUnknown& error) {
    fail_all(thread, jobs, error.what());
  } catch (const TooExpensive&) {
    // Only from a limited reader, which runs one call at a time.
    roll_back(thread);
    for (Job* job : jobs) job->error = std::current_exception();
    expensive_.add();
  } catch (const std::exception&) {
    roll_back(thread);
    try {
      if (options_.access == Access::read) {
        read_one_at_a_time(thread, jobs);
      } else {
        run_one_at_a_time(thread, jobs);
      }
    } catch (const std::exception& error) {
      fail_all(thread, jobs, error.what());
    }
  }
  batch_size_.observe(static_cast<double>(jobs.size()));
  const auto end = std::chrono::steady_clock::now();
  seconds_.observe(std::chrono::duration<double>(end - start).count());
  if (options_.isolate_all) {
    const std::lock_guard lock(mutex_);
    slow_.record(jobs.front()->party(), end - start, end);
  }
  for (Job* job : jobs) job->completion->complete();
}

void Runner::run_with_conflict_retries(Thread& thread, std::span<Job* const> jobs) {
  for (int tries = 1;; ++tries) {
    try {
      return run_together(thread, jobs);
    } catch (const Conflict&) {
      conflicts_.add();
      if (tries == kConflictTries) throw;
      roll_back(thread);
    }
  }
}

void Runner::roll_back(Thread& thread) {
  thread.connection->rollback();
  thread.cache = Cache{};
}

void Runner::fail_all(Thread& thread, std::span<Job* const> jobs, const char* reason) {
  roll_back(thread);
  failures_.add();
  thread.lost += jobs.size();
  // A database outage fails every call: one log line a second is enough.
  if (const auto now = std::chrono::steady_clock::now();
      now - thread.last_logged_at >= kLogInterval) {
    log_.error("store transactions failed",
               {{"access", options_.name}, {"calls", thread.lost}, {"reason", reason}});
    thread.last_logged_at = now;
    thread.lost = 0;
  }
  const auto error = std::make_exception_ptr(Unavailable("the database did not answer"));
  for (Job* job : jobs) job->error = error;
}

void Runner::run_together(Thread& thread, std::span<Job* const> jobs) {
  thread.connection->begin(options_.access);
  WriteTx tx(*thread.connection, thread.cache);
  thread.watch.begin(tx);
  std::vector<Job*> remaining(jobs.begin(), jobs.end());
  if (options_.isolate_single_calls) {
    // One order of kinds in all transactions prevents deadlocks between them.
    std::stable_sort(remaining.begin(), remaining.end(), [](const Job* a, const Job* b) {
      return std::string_view(typeid(*a).name()) < std::string_view(typeid(*b).name());
    });
  }
  while (!remaining.empty()) {
    const void* const kind = remaining.front()->kind();
    const auto rest = std::stable_partition(remaining.begin(), remaining.end(),
                                            [&](const Job* job) { return job->kind() == kind; });
    remaining.front()->run(
        tx, std::span(remaining.data(), static_cast<std::size_t>(rest - remaining.begin())));
    remaining.erase(remaining.begin(), rest);
  }
  if (thread.watch.was_stale(tx))
    throw Conflict("the configuration changed during the transaction");
  commit(thread, tx);
}

void Runner::run_one_at_a_time(Thread& thread, std::span<Job* const> jobs) {
  thread.connection->begin(options_.access);
  WriteTx tx(*thread.connection, thread.cache);
  thread.watch.begin(tx);  // with an empty cache, which cannot be stale
  const auto deadline = std::chrono::steady_clock::now() + kOneAtATimeLimit;
  for (Job* job : jobs) {
    // The whole batch waits for this commit, and so does everything that waits for its locks.
    if (std::chrono::steady_clock::now() > deadline) throw Unavailable(kBatchTimeout);
    run_in_savepoint(thread, tx, *job);
  }
  commit(thread, tx);
}

/// Runs each job in a transaction of its own, so that one failure does not discard other results.
void Runner::read_one_at_a_time(Thread& thread, std::span<Job* const> jobs) {
  const auto deadline = std::chrono::steady_clock::now() + kOneAtATimeLimit;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    bool began = false;
    try {
      if (std::chrono::steady_clock::now() > deadline) throw Unavailable(kBatchTimeout);
      thread.connection->begin(options_.access);
      WriteTx tx(*thread.connection, thread.cache);
      thread.watch.begin(tx);  // with an empty cache, which cannot be stale
      began = true;
      jobs[i]->run(tx, jobs.subspan(i, 1));
      commit(thread, tx);
      thread.cache = Cache{};
    } catch (const std::exception& error) {
      // Without a database the remaining jobs fail too.
      if (!began) return fail_all(thread, jobs.subspan(i), error.what());
      roll_back(thread);
      fail(*jobs[i], error);
    }
  }
}

/// REQUIRES: the exception is being handled.
void Runner::fail(Job& job, const std::exception& error) {
  job.error = std::current_exception();
  log_.error("store call failed", {{"access", options_.name}, {"reason", error.what()}});
}

void Runner::run_in_savepoint(Thread& thread, WriteTx& tx, Job& job) {
  Job* const alone = &job;
  tx.run(kSavepoint, {});
  try {
    job.run(tx, std::span(&alone, 1));
    tx.run(kRelease, {});
  } catch (const Conflict&) {
    throw;  // a conflict concerns the whole transaction
  } catch (const std::exception& error) {
    // Some failures (a full disk) end the whole transaction, not only the savepoint. Continuing
    // would write in autocommit mode and confirm rows that are lost.
    if (!thread.connection->in_transaction()) throw Unavailable(error.what());
    tx.run(kRollbackTo, {});
    tx.run(kRelease, {});
    thread.cache = Cache{};
    fail(job, error);
  }
}

void Runner::commit(Thread& thread, WriteTx& tx) {
  thread.connection->commit();
  commits_.add();
  for (std::size_t code = 0; code < reached_.size(); ++code) {
    if (tx.reached()[code] > 0) reached_[code].add(tx.reached()[code]);
  }
  if (tx.wakes_workers() && options_.on_work) options_.on_work();
}

}  // namespace usher::store
