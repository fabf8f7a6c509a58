/// How handlers wait, without naming any I/O library.
///
/// A handler is a `Task<Response>` (base/task.hpp has what coroutines must not do). It runs on the
/// loop thread of its connection from first to last line; `suspend` is the only way to wait for
/// another thread.
#pragma once

#include <coroutine>
#include <utility>

#include "base/completion.hpp"
#include "base/task.hpp"

namespace usher::http {

using usher::Task;

/// One suspended handler on its way back to its loop. Lives in the awaiting coroutine's frame.
class Waiter final : public Completion {
 public:
  /// May be called from any thread, once; the coroutine goes on on its own loop's thread. After the
  /// call the Waiter may be gone at any moment.
  void complete() noexcept override;

 private:
  template <class Start>
  friend class Suspension;
  friend class Loop;

  class Loop* loop_ = nullptr;
  std::coroutine_handle<> frame_;
  Waiter* next_ = nullptr;
};

/// The loop that runs on this thread. REQUIRES: the caller is a handler on a loop thread.
Loop& current_loop();

template <class Start>
class Suspension {
 public:
  explicit Suspension(Start start) : start_(std::move(start)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    waiter_.loop_ = &current_loop();
    waiter_.frame_ = caller;
    // Completion only ever posts to this very thread's loop, so the frame can't go on before
    // start_ returns, however early the other thread is done.
    start_(static_cast<Completion&>(waiter_));
  }
  void await_resume() const noexcept {}

 private:
  Start start_;
  Waiter waiter_;
};

/// Awaiting this calls `start(Completion&)` on the loop thread and goes on after somebody, on any
/// thread, has called `complete()` on it. If `start` throws, nobody may call complete().
template <class Start>
Suspension<Start> suspend(Start start) {
  return Suspension<Start>(std::move(start));
}

}  // namespace usher::http
