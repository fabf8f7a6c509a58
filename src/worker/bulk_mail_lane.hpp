/// The lane of bulk mail: connections that hand mails of sendings to the mail server. Transactional
/// mail has its own lane (worker/transactional_mail_lane), so that it never waits for newsletters.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "service/mailing/sending_claim.hpp"
#include "service/mailing/sending_settle.hpp"
#include "worker/bulk_mail.hpp"
#include "worker/delivery_attempt.hpp"
#include "worker/mail_connections.hpp"

namespace usher::worker {

/// The connections of bulk mail. Thread-safe.
class BulkMailLane {
 public:
  using OnResult = std::function<void(service::DeliveryResult)>;

  /// Starts the lane, which calls `on_result` exactly once for each mail, on the lane's thread.
  /// References must outlive the lane.
  BulkMailLane(int connections, Duration lease, const MakeMailer& make_mailer, BulkMailTools tools,
               Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics,
               OnResult on_result);

  /// Enqueues mails. `lease_ends` is steady time.
  void post(std::vector<service::BulkMail> mails, Duration lease_ends) {
    connections_.post(std::move(mails), lease_ends);
  }
  /// Finishes the mails in flight, reports queued mails as not attempted, and ends the thread.
  void stop() { connections_.stop(); }

 private:
  using Connections = MailConnections<service::BulkMail, service::DeliveryResult>;

  void announce(mail::Mailer& mailer, Connections::Waiting& next) const;
  PreparedMail& prepared(Connections::Waiting& waiting) const;
  Task<service::DeliveryResult> send(mail::Mailer* mailer, Connections::Waiting& waiting,
                                     Connections::Waiting* next);

  const BulkMailTools tools_;
  Log& log_;
  std::vector<Counter> outcomes_;  // counters, indexed by MailResult
  DeliveryAttempt attempt_;
  Connections connections_;  // last member, because its thread uses the others
};

}  // namespace usher::worker
