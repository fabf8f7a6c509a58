#include "service/background_calls.hpp"

namespace usher::service {

/// A posted job. It deletes itself and its job when the job is complete.
struct BackgroundCalls::Pending final : Completion {
  Pending(BackgroundCalls& owner, std::unique_ptr<store::Job> job)
      : calls(owner), call(std::move(job)) {
    call->completion = this;
  }
  void complete() noexcept override {
    BackgroundCalls& owner = calls;
    delete this;
    const std::lock_guard lock(owner.mutex_);
    --owner.pending_;
    owner.done_.notify_all();
  }
  BackgroundCalls& calls;
  std::unique_ptr<store::Job> call;
};

BackgroundCalls::~BackgroundCalls() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return pending_ == 0; });
}

void BackgroundCalls::post(std::unique_ptr<store::Job> job) {
  store::Job& queued = *job;
  new Pending(*this, std::move(job));  // deletes itself
  {
    const std::lock_guard lock(mutex_);
    ++pending_;
  }
  store_.post(queued);
}

}  // namespace usher::service
