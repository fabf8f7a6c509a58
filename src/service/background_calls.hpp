/// Runs operations whose results are not awaited.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "store/job.hpp"
#include "store/store.hpp"

namespace usher::service {

/// The owner of calls whose results are not awaited, until the calls are complete. The store logs
/// failures. Thread-safe.
class BackgroundCalls {
 public:
  /// `store` must outlive this.
  explicit BackgroundCalls(store::Store& store) : store_(store) {}
  /// Waits until all calls are complete.
  ~BackgroundCalls();
  BackgroundCalls(const BackgroundCalls&) = delete;
  BackgroundCalls& operator=(const BackgroundCalls&) = delete;

  /// Enqueues a call, such as `calls.post(std::make_unique<CallTo<&record_reaction>>(tools,
  /// reaction))`.
  void post(std::unique_ptr<store::Job> job);

 private:
  struct Pending;

  store::Store& store_;
  std::mutex mutex_;
  std::condition_variable done_;
  int pending_ = 0;  // guarded by mutex_
};

}  // namespace usher::service
