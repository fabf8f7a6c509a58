/// Runs several connections to the mail server on one thread.
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
#include "worker/prepared_mail.hpp"

namespace usher::worker {

using MakeMailer = std::function<std::unique_ptr<mail::Mailer>(mail::SocketLoop&)>;

/// The connections, which send jobs and report one outcome for each job. Thread-safe.
template <class Job, class Outcome>
class MailConnections {
 public:
  struct Waiting {
    Job job;
    Duration lease_ends;                        ///< the steady time when the lease ends
    std::optional<PreparedMail> prepared = {};  ///< the mail, if it was prepared in advance
  };
  /// A function that sends one job, on the connections' thread. If the mailer is null, the
  /// connections are ending and the job is not attempted. The last argument is the connection's
  /// next job or null, and is valid until the first suspension.
  using Handle = std::function<Task<Outcome>(mail::Mailer*, Waiting&, Waiting*)>;
  /// A function that is called on the connections' thread exactly once for each job.
  using OnOutcome = std::function<void(Outcome)>;

  /// The choice whether a connection takes its next job in advance, so that the commands for both
  /// jobs can be pipelined. The next job then waits for its predecessor even if other connections
  /// are idle, which is acceptable for bulk mail only.
  enum class LookAhead { no, yes };

  MailConnections(int connections, LookAhead look_ahead, const MakeMailer& make_mailer,
                  Handle handle, OnOutcome on_outcome)
      : look_ahead_(look_ahead), handle_(std::move(handle)), on_outcome_(std::move(on_outcome)) {
    for (int i = 0; i < connections; ++i) mailers_.push_back(make_mailer(loop_));
    for (const auto& mailer : mailers_) serving_.push_back(serve(*mailer));
    thread_ = std::thread([this] { run(); });
  }
  /// Calls stop().
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
  /// Finishes the jobs in flight, reports queued jobs as not attempted, and ends the thread.
  void stop() {
    if (!thread_.joinable()) return;
    loop_.post([this] {
      stopping_ = true;
      wake(idle_.size());
    });
    thread_.join();
  }

 private:
  /// An awaitable that suspends a connection until a job is posted.
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
        if (one.done()) one.result();  // an exception ends the program, as in any thread
        return one.done();
      });
      return serving_.empty();
    });
  }

  void wake(std::size_t max) {
    for (std::size_t i = 0; i < max && !idle_.empty(); ++i) {
      const std::coroutine_handle<> frame = idle_.back();
      idle_.pop_back();
      frame.resume();
    }
  }

  Task<void> serve(mail::Mailer& mailer) {
    Idle idle{*this};
    std::optional<Waiting> next;
    while (true) {
      while (!next && waiting_.empty() && !stopping_) co_await idle;
      if (!next && waiting_.empty()) co_return;
      Waiting now = next ? *std::exchange(next, std::nullopt) : take();
      if (look_ahead_ == LookAhead::yes && !waiting_.empty()) next = take();
      Outcome outcome =
          co_await handle_(stopping_ ? nullptr : &mailer, now, next ? &*next : nullptr);
      on_outcome_(std::move(outcome));
    }
  }

  Waiting take() {
    Waiting out = std::move(waiting_.front());
    waiting_.pop_front();
    return out;
  }

  const LookAhead look_ahead_;
  const Handle handle_;
  const OnOutcome on_outcome_;
  mail::SocketLoop loop_;
  std::vector<std::unique_ptr<mail::Mailer>> mailers_;
  std::vector<Task<void>> serving_;

  // The following members are used by the connections' thread only.
  std::deque<Waiting> waiting_;
  std::vector<std::coroutine_handle<>> idle_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace usher::worker
