/// The threads that hand letters of sendings to the mail server, one connection each. They are not
/// those of worker/senders: who waits for credentials never waits behind a newsletter.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "service/sending_turn.hpp"
#include "worker/handover.hpp"
#include "worker/letters.hpp"
#include "worker/mail_threads.hpp"

namespace usher::worker {

/// Takes letters, hands them over, says how that ended. Thread-safe.
class Postmen {
 public:
  using OnEnded = std::function<void(service::sending::Ended)>;

  /// `on_ended` is called on one of the threads, once for each letter, whatever happens. References
  /// must outlive it.
  Postmen(int connections, Duration lease, const MakeMailer& make_mailer, LetterTools tools,
          Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended);

  /// `lease_ends` in steady time.
  void post(std::vector<service::sending::Letter> letters, Duration lease_ends) {
    threads_.post(std::move(letters), lease_ends);
  }
  /// Finishes the letters under way; what waits ends at once as not tried. Ends the threads.
  void stop() { threads_.stop(); }

 private:
  using Threads = MailThreads<service::sending::Letter>;

  Prepared& prepared(Threads::Waiting& waiting) const;
  service::sending::Ended send(mail::Mailer* mailer, Threads::Waiting& waiting,
                               Threads::Waiting* next);

  const LetterTools tools_;
  Log& log_;
  std::vector<Counter> outcomes_;  // by LetterResult
  Handover hand_over_;
  Threads threads_;  // last: they use all of the above
};

}  // namespace usher::worker
