/// The threads that talk to the mail server, one connection each.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "mail/mailer.hpp"
#include "mail/templates.hpp"
#include "service/activation_advance.hpp"
#include "worker/breaker.hpp"
#include "worker/tasks.hpp"

namespace usher::worker {

using MakeMailer = std::function<std::unique_ptr<mail::Mailer>()>;

struct SenderOptions {
  int connections = 4;
  Duration lease{60'000};
  Installation installation;
};

/// Takes work, sends its letter, hands back how it ended. Thread-safe.
class Senders {
 public:
  using OnEnded = std::function<void(service::activation::Ended)>;

  /// `on_ended` is called on a sending thread, once for each piece of work, whatever happens.
  Senders(const SenderOptions& options, const MakeMailer& make_mailer,
          const mail::Templates& templates, Breaker& breaker, const Clock& clock, Log& log,
          Metrics& metrics, OnEnded on_ended);
  /// As stop().
  ~Senders();

  /// `lease_ends` in steady time.
  void post(std::vector<service::activation::Work> work, Duration lease_ends);
  /// Finishes the letters under way; what waits ends at once as not tried. Ends the threads.
  void stop();

 private:
  struct Waiting {
    service::activation::Work work;
    Duration lease_ends;  ///< steady time
  };

  void loop(mail::Mailer& mailer);
  service::activation::Ended send(mail::Mailer& mailer, const Waiting& waiting);
  Counter outcome_counter(domain::TaskKind kind, domain::LetterResult result);

  const SenderOptions options_;
  const mail::Templates& templates_;
  Breaker& breaker_;
  const Clock& clock_;
  Log& log_;
  Metrics& metrics_;
  Histogram seconds_;
  const OnEnded on_ended_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;  // guarded by mutex_
  bool ending_ = false;          // guarded by mutex_

  std::vector<std::unique_ptr<mail::Mailer>> mailers_;
  std::vector<std::thread> threads_;
};

}  // namespace usher::worker
