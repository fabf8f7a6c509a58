/// Threads for work that keeps a core busy, apart from those that serve sockets and the database.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace usher {

/// Its threads give way to all others when cores are short. Thread-safe.
class Pool {
 public:
  class Job {
   public:
    /// On one of the pool's threads.
    virtual void run() noexcept = 0;
    /// Instead of run(), on any thread: the pool ends before its turn has come.
    virtual void drop() noexcept = 0;

   protected:
    ~Job() = default;
  };

  /// At most `max_waiting` jobs wait while all threads are busy.
  Pool(int threads, std::size_t max_waiting);
  /// As stop(), and waits for those that run.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// False when too many wait already, or the pool ends; then the job is left alone. Else it is run
  /// or dropped, and has to live until then.
  [[nodiscard]] bool post(Job& job);
  /// Drops what waits and takes nothing more; what runs is finished.
  void stop();

 private:
  void work();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> waiting_;  // guarded by mutex_
  bool ending_ = false;       // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace usher
