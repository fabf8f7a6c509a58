/// An event loop for coroutines that wait for sockets.
#pragma once

#include <poll.h>

#include <chrono>
#include <coroutine>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/task.hpp"
#include "base/wake_event.hpp"

namespace usher::mail {

/// An event loop on poll(2), which is fast enough for the few dozen sockets of libcurl. All
/// functions except post() must be called on the thread that runs the loop.
class SocketLoop {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  class Ready;
  class ThreadCall;

  /// Throws `Unavailable` if the process has no descriptors left.
  SocketLoop() = default;
  /// REQUIRES: no coroutine waits.
  ~SocketLoop();
  SocketLoop(const SocketLoop&) = delete;
  SocketLoop& operator=(const SocketLoop&) = delete;

  /// Enqueues `work` for the loop's thread, which runs the queue in order. Thread-safe, never
  /// blocks.
  void post(std::function<void()> work);
  /// Resumes coroutines until `done` returns true.
  void run(const std::function<bool()>& done);
  /// Runs the loop until the task is done, and returns its result.
  template <class T>
  T wait_for(Task<T> task) {
    task.start();
    run([&task] { return task.done(); });
    return task.result();
  }

  /// Returns an awaitable: whether the socket becomes ready for the events (as in poll(2)) before
  /// `end`. A broken socket counts as ready.
  Ready ready(int socket, short events, SteadyTime end);
  /// Returns an awaitable that calls `work` on a new thread and rethrows the exception of `work`.
  /// Use it for rare blocking calls only.
  ThreadCall run_on_thread(const std::function<void()>& work);

 private:
  void wait();
  std::vector<std::function<void()>> take_posted();

  const WakeEvent wake_;
  std::vector<Ready*> waiting_;  // each element is in the waiting coroutine's frame
  std::vector<pollfd> polled_;   // wake_, then the sockets of waiting_ in order

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_
};

class SocketLoop::Ready {
 public:
  Ready(SocketLoop& loop, int socket, short events, SteadyTime end)
      : loop_(loop), socket_(socket), events_(events), end_(end) {}
  Ready(const Ready&) = delete;
  Ready& operator=(const Ready&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    loop_.waiting_.push_back(this);
  }
  bool await_resume() const noexcept { return ready_; }

 private:
  friend class SocketLoop;

  SocketLoop& loop_;
  const int socket_;
  const short events_;
  const SteadyTime end_;
  std::coroutine_handle<> frame_;
  bool ready_ = false;
};

class SocketLoop::ThreadCall {
 public:
  ThreadCall(SocketLoop& loop, const std::function<void()>& work) : loop_(loop), work_(work) {}
  ThreadCall(const ThreadCall&) = delete;
  ThreadCall& operator=(const ThreadCall&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame);
  void await_resume();

 private:
  SocketLoop& loop_;
  const std::function<void()>& work_;
  std::thread thread_;
  std::exception_ptr error_;
};

inline SocketLoop::Ready SocketLoop::ready(int socket, short events, SteadyTime end) {
  return Ready(*this, socket, events, end);
}

inline SocketLoop::ThreadCall SocketLoop::run_on_thread(const std::function<void()>& work) {
  return ThreadCall(*this, work);
}

}  // namespace usher::mail
