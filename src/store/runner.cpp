#include "store/runner.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <typeinfo>

#include "base/error.hpp"
#include "store/epoch.hpp"

namespace usher::store {
namespace {

constexpr Statement kSavepoint{"SAVEPOINT one_group"};
constexpr Statement kRelease{"RELEASE SAVEPOINT one_group"};
constexpr Statement kRollbackTo{"ROLLBACK TO SAVEPOINT one_group"};

/// How often a transaction that was in somebody's way is run again as it is.
constexpr int kConflictTries = 5;
constexpr std::chrono::seconds kSayEvery{1};
constexpr std::chrono::seconds kOneByOneMost{8};
constexpr const char* kTooSlow = "too slow one by one";

}  // namespace

struct Runner::Lane {
  std::unique_ptr<Connection> connection;
  Cache cache;
  epoch::Watch watch;
  std::chrono::steady_clock::time_point said;  ///< when a failure was last logged
  std::size_t lost = 0;                        ///< calls that failed since
  bool took_one = false;                       ///< the last turn was one that goes apart
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
                                 "Transactions run again because they were in somebody's way",
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
    auto lane = std::make_unique<Lane>();
    lane->connection = std::move(connection);
    lanes_.push_back(std::move(lane));
  }
  for (const std::unique_ptr<Lane>& lane : lanes_) {
    lane->thread = std::thread([this, &lane = *lane] { loop(lane); });
  }
}

Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (const std::unique_ptr<Lane>& lane : lanes_) lane->thread.join();
}

void Runner::post(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (!ending_ && waiting_.size() < options_.queue_cap) {
      waiting_.push_back(&job);
      if (waiting_.size() > 1) return;  // somebody has been woken for those before
      wake_.notify_one();
      return;
    }
  }
  refuse(job, "too many requests are waiting for the database");
}

void Runner::refuse(Job& job, const char* why) {
  job.broken = std::make_exception_ptr(Unavailable(why));
  job.completion->complete();
}

bool Runner::take(Lane& lane, std::vector<Job*>& jobs) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  jobs.clear();
  // One that goes apart, and those that go together, take turns: neither keeps the other waiting.
  bool one = options_.apart && !waiting_.empty() && !waiting_.front()->takes_many();
  if (one && lane.took_one) {
    one = std::none_of(waiting_.begin(), waiting_.end(),
                       [](const Job* job) { return job->takes_many(); });
  }
  lane.took_one = one;
  const std::size_t most = one ? 1 : options_.batch_cap;
  for (auto next = waiting_.begin(); next != waiting_.end() && jobs.size() < most;) {
    // Those that go apart keep their places for the next who comes.
    if (!one && options_.apart && !(*next)->takes_many()) {
      ++next;
    } else {
      jobs.push_back(*next);
      next = waiting_.erase(next);
    }
  }
  if (!waiting_.empty()) wake_.notify_one();
  return !jobs.empty();
}

void Runner::loop(Lane& lane) {
  std::vector<Job*> jobs;
  while (take(lane, jobs)) run_all(lane, jobs);
}

void Runner::run_all(Lane& lane, std::span<Job* const> jobs) {
  const auto start = std::chrono::steady_clock::now();
  try {
    run_with_conflict_retries(lane, jobs);
  } catch (const CommitUnknown& error) {
    give_up(lane, jobs, error.what());
  } catch (const std::exception&) {
    undo(lane);
    try {
      if (options_.access == Access::read) {
        read_one_by_one(lane, jobs);
      } else {
        run_one_by_one(lane, jobs);
      }
    } catch (const std::exception& error) {
      give_up(lane, jobs, error.what());
    }
  }
  batch_size_.observe(static_cast<double>(jobs.size()));
  seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  for (Job* job : jobs) job->completion->complete();
}

void Runner::run_with_conflict_retries(Lane& lane, std::span<Job* const> jobs) {
  for (int tries = 1;; ++tries) {
    try {
      return run_together(lane, jobs);
    } catch (const Conflict&) {
      conflicts_.add();
      if (tries == kConflictTries) throw;
      undo(lane);
    }
  }
}

void Runner::undo(Lane& lane) {
  lane.connection->rollback();
  lane.cache = Cache{};
}

void Runner::give_up(Lane& lane, std::span<Job* const> jobs, const char* why) {
  undo(lane);
  failures_.add();
  lane.lost += jobs.size();
  // A database that is away fails every call: that is one piece of news, not thousands.
  if (const auto now = std::chrono::steady_clock::now(); now - lane.said >= kSayEvery) {
    log_.error("store transactions failed",
               {{"access", options_.name}, {"calls", lane.lost}, {"reason", why}});
    lane.said = now;
    lane.lost = 0;
  }
  const auto broken = std::make_exception_ptr(Unavailable("the database did not answer"));
  for (Job* job : jobs) job->broken = broken;
}

void Runner::run_together(Lane& lane, std::span<Job* const> jobs) {
  lane.connection->begin(options_.access);
  Tx tx(*lane.connection, lane.cache);
  lane.watch.ask(tx);
  std::vector<Job*> left(jobs.begin(), jobs.end());
  if (options_.apart) {
    // The same order of kinds everywhere, so that two transactions never hold what the other needs.
    std::stable_sort(left.begin(), left.end(), [](const Job* a, const Job* b) {
      return std::string_view(typeid(*a).name()) < std::string_view(typeid(*b).name());
    });
  }
  while (!left.empty()) {
    const void* const kind = left.front()->kind();
    const auto rest = std::stable_partition(left.begin(), left.end(),
                                            [&](const Job* job) { return job->kind() == kind; });
    left.front()->run(tx, std::span(left.data(), static_cast<std::size_t>(rest - left.begin())));
    left.erase(left.begin(), rest);
  }
  if (lane.watch.was_stale(tx)) throw Conflict("configuration has changed meanwhile");
  commit(lane, tx);
}

void Runner::run_one_by_one(Lane& lane, std::span<Job* const> jobs) {
  lane.connection->begin(options_.access);
  Tx tx(*lane.connection, lane.cache);
  lane.watch.ask(tx);  // with an empty cache: so nothing can turn out stale
  const auto give_up_at = std::chrono::steady_clock::now() + kOneByOneMost;
  for (Job* job : jobs) {
    // Everybody in the batch waits for its commit, and so do those who wait for its locks.
    if (std::chrono::steady_clock::now() > give_up_at) throw Unavailable(kTooSlow);
    run_in_savepoint(lane, tx, *job);
  }
  commit(lane, tx);
}

/// Each in a transaction of its own: what others have read is not lost with one that fails.
void Runner::read_one_by_one(Lane& lane, std::span<Job* const> jobs) {
  const auto give_up_at = std::chrono::steady_clock::now() + kOneByOneMost;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    bool began = false;
    try {
      if (std::chrono::steady_clock::now() > give_up_at) throw Unavailable(kTooSlow);
      lane.connection->begin(options_.access);
      Tx tx(*lane.connection, lane.cache);
      lane.watch.ask(tx);  // with an empty cache, as above
      began = true;
      jobs[i]->run(tx, jobs.subspan(i, 1));
      commit(lane, tx);
      lane.cache = Cache{};
    } catch (const std::exception& error) {
      // Without a database the others have no better luck.
      if (!began) return give_up(lane, jobs.subspan(i), error.what());
      undo(lane);
      fail(*jobs[i], error);
    }
  }
}

/// REQUIRES: the exception is being handled.
void Runner::fail(Job& job, const std::exception& error) {
  job.broken = std::current_exception();
  log_.error("store call failed", {{"access", options_.name}, {"reason", error.what()}});
}

void Runner::run_in_savepoint(Lane& lane, Tx& tx, Job& job) {
  Job* const alone = &job;
  tx.run(kSavepoint, {});
  try {
    job.run(tx, std::span(&alone, 1));
    tx.run(kRelease, {});
  } catch (const Conflict&) {
    throw;  // what is in the way is in the way of the whole transaction
  } catch (const std::exception& error) {
    // Some failures (a full disk) end the whole transaction, not only the savepoint. Going on would
    // write in autocommit and answer for rows that are gone.
    if (!lane.connection->in_transaction()) throw Unavailable(error.what());
    tx.run(kRollbackTo, {});
    tx.run(kRelease, {});
    lane.cache = Cache{};
    fail(job, error);
  }
}

void Runner::commit(Lane& lane, Tx& tx) {
  lane.connection->commit();
  commits_.add();
  for (std::size_t code = 0; code < reached_.size(); ++code) {
    if (tx.reached()[code] > 0) reached_[code].add(tx.reached()[code]);
  }
  if (tx.wakes_workers() && options_.on_work) options_.on_work();
}

}  // namespace usher::store
