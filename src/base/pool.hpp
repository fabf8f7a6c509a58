/// A thread pool for CPU-bound work, separate from the threads that serve sockets and the database.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace usher {

/// A pool whose threads have lower priority than other threads, with a bounded queue. Thread-safe.
class Pool {
 public:
  /// A unit of work.
  class Job {
   public:
    /// Does the work, on one of the pool's threads.
    virtual void run() noexcept = 0;
    /// Ends the job without its work. Called on any thread, instead of run(), if the pool stops
    /// first.
    virtual void drop() noexcept = 0;

   protected:
    ~Job() = default;
  };

  /// Starts the threads. The queue holds at most `max_waiting` jobs.
  Pool(int threads, std::size_t max_waiting);
  /// Calls stop() and joins the threads.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Enqueues the job, which must outlive its run() or drop(). Returns false, and does not touch
  /// the job, if the queue is full or the pool has stopped.
  [[nodiscard]] bool post(Job& job);
  /// Drops the queued jobs and refuses new ones. Running jobs finish.
  void stop();

 private:
  void work();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;  // guarded by mutex_
  bool stopped_ = false;      // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace usher
