/// Suspends handlers until another thread completes their work, independent of any I/O library.
///
/// A handler is a `Task<Response>` (see base/task.hpp for what coroutines must avoid). It runs on
/// the loop thread of its connection; `suspend` is the only way to wait for another thread.
#pragma once

#include <coroutine>
#include <utility>

#include "base/completion.hpp"
#include "base/task.hpp"

namespace usher::http {

using usher::Task;

/// A suspended handler. A member of the awaiting coroutine's frame.
class Waiter final : public Completion {
 public:
  /// Resumes the coroutine on its loop's thread. Called once, on any thread. The Waiter may be
  /// destroyed during the call.
  void complete() noexcept override;

 private:
  template <class Start>
  friend class Suspension;
  friend class Loop;

  class Loop* loop_ = nullptr;
  std::coroutine_handle<> frame_;
  Waiter* next_ = nullptr;
};

/// Returns the loop of this thread. REQUIRES: the caller runs on a loop thread.
Loop& current_loop();

/// The awaitable of suspend().
template <class Start>
class Suspension {
 public:
  explicit Suspension(Start start) : start_(std::move(start)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    waiter_.loop_ = &current_loop();
    waiter_.frame_ = caller;
    // complete() posts to this thread's loop, so the frame can't resume before start_ returns.
    start_(static_cast<Completion&>(waiter_));
  }
  void await_resume() const noexcept {}

 private:
  Start start_;
  Waiter waiter_;
};

/// Returns an awaitable that calls `start(Completion&)` on the loop thread and resumes after
/// `complete()` has been called on any thread. If `start` throws, complete() must not be called.
template <class Start>
Suspension<Start> suspend(Start start) {
  return Suspension<Start>(std::move(start));
}

}  // namespace usher::http
