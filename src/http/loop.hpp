/// One thread with its sockets, its coroutines and its clock tick. Internal to http.
#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <functional>
#include <list>

#include "http/task.hpp"

namespace usher::http {

namespace asio = boost::asio;

using SteadyTime = std::chrono::steady_clock::time_point;
// Concrete executors: asio's type-erased ones cost an allocation and two virtual calls a handler.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

/// What a loop asks of each live connection, on its own thread. None of these may end the
/// connection at once: a coroutine of it may be waiting for a socket.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Several times a second: is a deadline over?
  virtual void check(SteadyTime now) = 0;
  /// End when nothing is in flight.
  virtual void stop() = 0;
  /// End as soon as no handler is waiting any more.
  virtual void abort() = 0;
};

/// Thread rule: deliver() and asio::post to context() from any thread, everything else on the
/// loop's own.
class Loop {
 public:
  using Registration = std::list<Connection*>::iterator;

  /// `on_tick` is called about ten times a second on the loop's thread.
  explicit Loop(std::function<void(SteadyTime)> on_tick);
  /// REQUIRES: run() has returned or was never called.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  asio::io_context& context() { return context_; }
  /// Runs until stop() was called and the last connection has gone.
  void run();
  /// From now on connections end as soon as they can, at `force_at` those that still talk.
  void stop(SteadyTime force_at);
  bool stopping() const { return stopping_; }

  Registration add(Connection& connection);
  void remove(Registration registration);

  /// Takes a finished wait back to this loop. A whole batch costs one wake-up: only who finds the
  /// inbox empty posts. Lock-free.
  void deliver(Waiter& waiter) noexcept;

 private:
  void drain();
  void arm_tick();
  void tick();
  void end_if_done();

  asio::io_context context_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer_;
  std::function<void(SteadyTime)> on_tick_;
  std::list<Connection*> connections_;
  bool stopping_ = false;
  SteadyTime force_at_ = SteadyTime::max();

  std::atomic<Waiter*> inbox_{nullptr};  ///< newest first
  /// Calls of deliver() that are under way: they touch the loop after their waiter has gone on.
  std::atomic<int> deliveries_{0};
};

}  // namespace usher::http
