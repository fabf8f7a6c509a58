/// Coroutines for handlers, without naming any I/O library.
///
/// A handler is a `Task<Response>`. It runs on the loop thread of its connection from first to last
/// line; `suspend` is the only way to wait for another thread.
///
/// Never write `co_await` into the condition of an `if`, `while` or `switch`: g++ 12.2 then lays
/// the frame out wrongly and the coroutine silently never starts. Name the outcome first. Nor make
/// an argument in braces within the awaited expression: it is destroyed twice. Name it too.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/check.hpp"
#include "base/completion.hpp"

namespace usher::http {

template <class T>
class Task;

namespace detail {

/// Where a finished task goes on: straight into whoever awaits it.
struct FinalAwaiter {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
    const std::coroutine_handle<> next = done.promise().continuation;
    return next ? next : std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

struct PromiseBase {
  std::coroutine_handle<> continuation;
  std::exception_ptr error;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

/// A lazily started coroutine, awaited exactly once. Owns its frame. Exceptions travel to whoever
/// awaits. Not thread-safe.
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) noexcept {
    frame_.promise().continuation = caller;
    return frame_;
  }
  T await_resume() { return frame_.promise().take(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace detail

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
