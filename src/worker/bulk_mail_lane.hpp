/// The connections that hand mails of sendings to the mail server. They are not those of
/// worker/transactional_mail_lane: who waits for credentials never waits behind a newsletter.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "service/mailing/sending_turn.hpp"
#include "worker/bulk_mail.hpp"
#include "worker/delivery_attempt.hpp"
#include "worker/mail_connections.hpp"

namespace usher::worker {

/// Takes mails, hands them over, says how that ended. Thread-safe.
class BulkMailLane {
 public:
  using OnEnded = std::function<void(service::sending::Ended)>;

  /// `on_ended` is called on a thread of its own, once for each mail, whatever happens.
  /// References must outlive it.
  BulkMailLane(int connections, Duration lease, const MakeMailer& make_mailer, MailTools tools,
               Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics, OnEnded on_ended);

  /// `lease_ends` in steady time.
  void post(std::vector<service::sending::Mail> mails, Duration lease_ends) {
    connections_.post(std::move(mails), lease_ends);
  }
  /// Finishes the mails under way; what waits ends at once as not tried. Ends the thread.
  void stop() { connections_.stop(); }

 private:
  using Connections = MailConnections<service::sending::Mail, service::sending::Ended>;

  void announce(mail::Mailer& mailer, Connections::Waiting& next) const;
  Prepared& prepared(Connections::Waiting& waiting) const;
  Task<service::sending::Ended> send(mail::Mailer* mailer, Connections::Waiting& waiting,
                                     Connections::Waiting* next);

  const MailTools tools_;
  Log& log_;
  std::vector<Counter> outcomes_;  // by MailResult
  DeliveryAttempt attempt_;
  Connections connections_;  // last: they use all of the above
};

}  // namespace usher::worker
