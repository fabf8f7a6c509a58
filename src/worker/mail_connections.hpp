/// Connections that hand mails to the mail server, all on one thread.
#pragma once

#include <coroutine>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "mail/mailer.hpp"
#include "mail/socket_loop.hpp"
#include "worker/tasks.hpp"

namespace usher::worker {

using MakeMailer = std::function<std::unique_ptr<mail::Mailer>(mail::SocketLoop&)>;

/// `Job` says what is to be sent, `Ended` how that ended. Thread-safe.
template <class Job, class Ended>
class MailConnections {
 public:
  struct Waiting {
    Job job;
    Duration lease_ends;                    ///< steady time
    std::optional<Prepared> prepared = {};  ///< its mail, if it was made before its time
  };
  /// What is done with each job, on the connections' thread. Without a mailer the end has come: the
  /// job is not to be tried. The last one is what this connection will do next, if that is known;
  /// it is there up to the first wait.
  using Handle = std::function<Task<Ended>(mail::Mailer*, Waiting&, Waiting*)>;
  /// Called on that thread too, once for each job, whatever happens.
  using OnEnded = std::function<void(Ended)>;

  /// Whether a connection takes its next job along, so that both can be said together. That job
  /// waits for the one before it, even if others are idle: for those that are in no hurry.
  enum class Ahead { no, yes };

  MailConnections(int connections, Ahead ahead, const MakeMailer& make_mailer, Handle handle,
                  OnEnded on_ended)
      : ahead_(ahead), handle_(std::move(handle)), on_ended_(std::move(on_ended)) {
    for (int i = 0; i < connections; ++i) mailers_.push_back(make_mailer(loop_));
    for (const auto& mailer : mailers_) serving_.push_back(serve(*mailer));
    thread_ = std::thread([this] { run(); });
  }
  /// As stop().
  ~MailConnections() { stop(); }
  MailConnections(const MailConnections&) = delete;
  MailConnections& operator=(const MailConnections&) = delete;

  void post(std::vector<Job> jobs, Duration lease_ends) {
    auto shared = std::make_shared<std::vector<Job>>(std::move(jobs));
    loop_.post([this, shared, lease_ends] {
      for (Job& job : *shared) waiting_.push_back({std::move(job), lease_ends});
      wake(shared->size());
    });
  }
  /// Finishes what is under way, lets go of what waits, ends the thread.
  void stop() {
    if (!thread_.joinable()) return;
    loop_.post([this] {
      ending_ = true;
      wake(idle_.size());
    });
    thread_.join();
  }

 private:
  /// Awaited by a connection that has nothing to do.
  struct Idle {
    MailConnections& connections;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> frame) { connections.idle_.push_back(frame); }
    void await_resume() const noexcept {}
  };

  void run() {
    for (Task<void>& one : serving_) one.start();
    loop_.run([this] {
      std::erase_if(serving_, [](Task<void>& one) {
        if (one.done()) one.result();  // what it threw ends the program, as in any thread
        return one.done();
      });
      return serving_.empty();
    });
  }

  void wake(std::size_t most) {
    for (std::size_t i = 0; i < most && !idle_.empty(); ++i) {
      const std::coroutine_handle<> frame = idle_.back();
      idle_.pop_back();
      frame.resume();
    }
  }

  Task<void> serve(mail::Mailer& mailer) {
    Idle idle{*this};
    std::optional<Waiting> next;
    while (true) {
      while (!next && waiting_.empty() && !ending_) co_await idle;
      if (!next && waiting_.empty()) co_return;
      Waiting now = next ? *std::exchange(next, std::nullopt) : take();
      if (ahead_ == Ahead::yes && !waiting_.empty()) next = take();
      Ended ended = co_await handle_(ending_ ? nullptr : &mailer, now, next ? &*next : nullptr);
      on_ended_(std::move(ended));
    }
  }

  Waiting take() {
    Waiting out = std::move(waiting_.front());
    waiting_.pop_front();
    return out;
  }

  const Ahead ahead_;
  const Handle handle_;
  const OnEnded on_ended_;
  mail::SocketLoop loop_;
  std::vector<std::unique_ptr<mail::Mailer>> mailers_;
  std::vector<Task<void>> serving_;

  // The thread's own:
  std::deque<Waiting> waiting_;
  std::vector<std::coroutine_handle<>> idle_;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace usher::worker
