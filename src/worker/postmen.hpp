/// The threads that hand letters of sendings to the mail server, one connection each. They are not
/// those of worker/senders: who waits for credentials never waits behind a newsletter.
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
#include "service/sending_turn.hpp"
#include "worker/breaker.hpp"
#include "worker/letters.hpp"
#include "worker/senders.hpp"

namespace usher::worker {

/// Takes letters, hands them over, says how that ended. Thread-safe.
class Postmen {
 public:
  using OnEnded = std::function<void(service::sending::Ended)>;

  /// `on_ended` is called on one of the threads, once for each letter, whatever happens. References
  /// must outlive it.
  Postmen(int connections, Duration lease, const MakeMailer& make_mailer, LetterTools tools,
          Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended);
  /// As stop().
  ~Postmen();

  /// `lease_ends` in steady time.
  void post(std::vector<service::sending::Letter> letters, Duration lease_ends);
  /// Finishes the letters under way; what waits ends at once as not tried. Ends the threads.
  void stop();

 private:
  struct Waiting {
    service::sending::Letter letter;
    Duration lease_ends;  ///< steady time
  };

  void loop(mail::Mailer& mailer);
  service::sending::Ended send(mail::Mailer& mailer, const Waiting& waiting);
  void hand_over(mail::Mailer& mailer, const Waiting& waiting, Duration limit,
                 service::sending::Ended& ended);

  const Duration margin_;
  const LetterTools tools_;
  Breaker& breaker_;
  const Clock& clock_;
  Log& log_;
  std::vector<Counter> outcomes_;  // by LetterResult
  const OnEnded on_ended_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;  // guarded by mutex_
  bool ending_ = false;          // guarded by mutex_

  std::vector<std::unique_ptr<mail::Mailer>> mailers_;
  std::vector<std::thread> threads_;
};

}  // namespace usher::worker
