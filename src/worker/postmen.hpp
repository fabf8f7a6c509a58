/// The connections that hand letters of sendings to the mail server. They are not those of
/// worker/senders: who waits for credentials never waits behind a newsletter.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "service/sending_turn.hpp"
#include "worker/handover.hpp"
#include "worker/letters.hpp"
#include "worker/mail_connections.hpp"

namespace usher::worker {

/// Takes letters, hands them over, says how that ended. Thread-safe.
class Postmen {
 public:
  using OnEnded = std::function<void(service::sending::Ended)>;

  /// `on_ended` is called on a thread of its own, once for each letter, whatever happens.
  /// References must outlive it.
  Postmen(int connections, Duration lease, const MakeMailer& make_mailer, LetterTools tools,
          Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended);

  /// `lease_ends` in steady time.
  void post(std::vector<service::sending::Letter> letters, Duration lease_ends) {
    connections_.post(std::move(letters), lease_ends);
  }
  /// Finishes the letters under way; what waits ends at once as not tried. Ends the thread.
  void stop() { connections_.stop(); }

 private:
  using Connections = MailConnections<service::sending::Letter, service::sending::Ended>;

  void announce(mail::Mailer& mailer, Connections::Waiting& next) const;
  Prepared& prepared(Connections::Waiting& waiting) const;
  Task<service::sending::Ended> send(mail::Mailer* mailer, Connections::Waiting& waiting,
                                     Connections::Waiting* next);

  const LetterTools tools_;
  Log& log_;
  std::vector<Counter> outcomes_;  // by LetterResult
  Handover hand_over_;
  Connections connections_;  // last: they use all of the above
};

}  // namespace usher::worker
