/// An event loop: one thread with its sockets, coroutines and timer tick. Internal to http.
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
// Concrete executors avoid the allocation and the two virtual calls per handler of Asio's
// type-erased executors.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

/// The interface of an open connection for its loop. The functions are called on the loop's thread.
/// They must not destroy the connection, because one of its coroutines may be waiting for a socket.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Cancels the current operation if its deadline has passed. Called at each tick.
  virtual void check(SteadyTime now) = 0;
  /// Closes the connection when no request is in flight.
  virtual void stop() = 0;
  /// Closes the connection as soon as no handler is waiting.
  virtual void abort() = 0;
};

/// An event loop. deliver() and asio::post to io_context() are thread-safe; all other functions
/// must be called on the loop's thread.
class Loop {
 public:
  using Registration = std::list<Connection*>::iterator;

  /// `on_tick` is called about ten times a second on the loop's thread.
  explicit Loop(std::function<void(SteadyTime)> on_tick);
  /// REQUIRES: run() has returned or was never called.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  asio::io_context& io_context() { return context_; }
  /// Runs until stop() has been called and the last connection is closed.
  void run();
  /// Closes each connection when its request in flight is answered. Closes the remaining
  /// connections at `force_at`.
  void stop(SteadyTime force_at);
  bool stopping() const { return stopping_; }

  Registration add(Connection& connection);
  void remove(Registration registration);

  /// Resumes a suspended handler on this loop. Lock-free. A batch of calls wakes the loop once:
  /// only the call that finds the inbox empty posts to it.
  void deliver(Waiter& waiter) noexcept;

 private:
  void drain();
  void arm_tick();
  void tick();
  void stop_timer_if_done();

  asio::io_context context_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer_;
  std::function<void(SteadyTime)> on_tick_;
  std::list<Connection*> connections_;
  bool stopping_ = false;
  SteadyTime force_at_ = SteadyTime::max();

  std::atomic<Waiter*> inbox_{nullptr};  ///< newest first
  /// The number of running calls of deliver(), which access the loop after their waiter may have
  /// been destroyed.
  std::atomic<int> deliveries_{0};
};

}  // namespace usher::http
