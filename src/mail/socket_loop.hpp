/// One thread's coroutines that wait for sockets.
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

/// Over poll(2): the sockets are libcurl's, a few dozen. Everything but post() is for the one
/// thread that runs it.
class SocketLoop {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  class Ready;
  class ThreadCall;

  /// Throws `Unavailable` when there are no descriptors left.
  SocketLoop() = default;
  /// REQUIRES: nobody waits.
  ~SocketLoop();
  SocketLoop(const SocketLoop&) = delete;
  SocketLoop& operator=(const SocketLoop&) = delete;

  /// `work` is called on the loop's thread, in the order of the calls. Thread-safe, never blocks.
  void post(std::function<void()> work);
  /// Brings its coroutines on until `done`.
  void run(const std::function<bool()>& done);
  /// Runs until that is done, for those who have nothing else to do.
  template <class T>
  T wait_for(Task<T> task) {
    task.start();
    run([&task] { return task.done(); });
    return task.take();
  }

  /// Awaited: whether the socket is ready for that (poll's own bits) before `end`. A broken one is.
  Ready ready(int socket, short events, SteadyTime end);
  /// Awaited: `work` is done, on a thread of its own; what it throws is thrown. For the rare call
  /// that can't help but block.
  ThreadCall run_on_thread(const std::function<void()>& work);

 private:
  void wait();
  std::vector<std::function<void()>> take_posted();

  const WakeEvent wake_;
  std::vector<Ready*> waits_;   // each in its coroutine's frame
  std::vector<pollfd> polled_;  // wake_, then one for each of waits_

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
    loop_.waits_.push_back(this);
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
