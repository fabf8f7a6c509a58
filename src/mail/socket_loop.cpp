#include "mail/socket_loop.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/clock.hpp"

namespace usher::mail {
namespace {

constexpr Duration kMaxWait = std::chrono::minutes(1);

}  // namespace

SocketLoop::~SocketLoop() { CHECK(waiting_.empty()); }

void SocketLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
    if (posted_.size() > 1) return;  // an earlier post has woken the loop
  }
  wake_.set();
}

void SocketLoop::run(const std::function<bool()>& done) {
  while (!done()) {
    wait();
    const SteadyTime now = std::chrono::steady_clock::now();
    // All ready coroutines are removed from waiting_ before the first is resumed, because a resumed
    // coroutine may wait again.
    std::vector<Ready*> finished;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      Ready* const one = waiting_[i];
      one->ready_ = polled_[i + 1].revents != 0;
      if (one->ready_ || one->end_ <= now) {
        finished.push_back(one);
      } else {
        waiting_[kept++] = one;
      }
    }
    waiting_.resize(kept);
    if (polled_[0].revents != 0) {
      for (const std::function<void()>& work : take_posted()) work();
    }
    for (Ready* const one : finished) one->frame_.resume();
  }
}

void SocketLoop::wait() {
  SteadyTime end = std::chrono::steady_clock::now() + kMaxWait;
  polled_.assign(1, {wake_.descriptor(), POLLIN, 0});
  for (const Ready* const one : waiting_) {
    polled_.push_back({one->socket_, one->events_, 0});
    end = std::min(end, one->end_);
  }
  const auto left = std::chrono::ceil<Duration>(end - std::chrono::steady_clock::now());
  const int timeout = static_cast<int>(std::max(left, Duration{0}).count());
  if (::poll(polled_.data(), polled_.size(), timeout) < 0) {
    for (pollfd& one : polled_) one.revents = 0;  // interrupted by a signal
  }
}

std::vector<std::function<void()>> SocketLoop::take_posted() {
  wake_.clear();
  const std::lock_guard lock(mutex_);
  return std::exchange(posted_, {});
}

void SocketLoop::ThreadCall::await_suspend(std::coroutine_handle<> frame) {
  thread_ = std::thread([this, frame] {
    try {
      work_();
    } catch (...) {
      error_ = std::current_exception();
    }
    loop_.post([frame] { frame.resume(); });
  });
}

void SocketLoop::ThreadCall::await_resume() {
  thread_.join();
  if (error_) std::rethrow_exception(error_);
}

}  // namespace usher::mail
