/// Threads that hand mails to the mail server, one connection each.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "mail/mailer.hpp"
#include "worker/tasks.hpp"

namespace usher::worker {

using MakeMailer = std::function<std::unique_ptr<mail::Mailer>()>;

/// `Job` says what is to be sent. Thread-safe.
template <class Job>
class MailThreads {
 public:
  struct Waiting {
    Job job;
    Duration lease_ends;                    ///< steady time
    std::optional<Prepared> prepared = {};  ///< its mail, if it was made before its time
  };
  /// What is done with each job, on one of the threads. Without a mailer the end has come: the job
  /// is not to be tried. The last one is what this thread will do next, if that is known.
  using Handle = std::function<void(mail::Mailer*, Waiting&, Waiting*)>;

  MailThreads(int connections, const MakeMailer& make_mailer, Handle handle)
      : handle_(std::move(handle)) {
    for (int i = 0; i < connections; ++i) mailers_.push_back(make_mailer());
    for (const std::unique_ptr<mail::Mailer>& mailer : mailers_) {
      threads_.emplace_back([this, &mailer = *mailer] { loop(mailer); });
    }
  }
  /// As stop().
  ~MailThreads() { stop(); }

  void post(std::vector<Job> jobs, Duration lease_ends) {
    {
      const std::lock_guard lock(mutex_);
      for (Job& job : jobs) waiting_.push_back({std::move(job), lease_ends});
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) wake_.notify_one();
  }
  /// Finishes what is under way, lets go of what waits, ends the threads.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void loop(mail::Mailer& mailer) {
    std::unique_lock lock(mutex_);
    std::optional<Waiting> next;
    while (true) {
      if (!next) {
        ++idle_;
        wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty()) return;
        next = take();
      }
      Waiting now = *std::exchange(next, std::nullopt);
      // Only what no other thread would do sooner.
      if (waiting_.size() > idle_) next = take();
      mail::Mailer* const open = ending_ ? nullptr : &mailer;
      lock.unlock();
      handle_(open, now, next ? &*next : nullptr);
      lock.lock();
    }
  }

  Waiting take() {
    Waiting out = std::move(waiting_.front());
    waiting_.pop_front();
    return out;
  }

  const Handle handle_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;  // guarded by mutex_
  std::size_t idle_ = 0;         // guarded by mutex_
  bool ending_ = false;          // guarded by mutex_
  std::vector<std::unique_ptr<mail::Mailer>> mailers_;
  std::vector<std::thread> threads_;
};

}  // namespace usher::worker
