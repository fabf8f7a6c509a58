#include "base/pool.hpp"

#include <sys/resource.h>

namespace usher {
namespace {

constexpr int kNice = 10;

}  // namespace

Pool::Pool(int threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  stop();
  for (std::thread& thread : threads_) thread.join();
}

void Pool::stop() {
  std::deque<Job*> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(waiting_);
  }
  wake_.notify_all();
  for (Job* const job : dropped) job->drop();
}

bool Pool::post(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || waiting_.size() >= max_waiting_) return false;
    waiting_.push_back(&job);
  }
  wake_.notify_one();
  return true;
}

void Pool::work() {
  // setpriority() on Linux affects the calling thread only.
  ::setpriority(PRIO_PROCESS, 0, kNice);
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Job* const job = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    job->run();
    lock.lock();
  }
}

}  // namespace usher
