/// The connections that mail what activations need.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "mail/templates.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "worker/delivery_attempt.hpp"
#include "worker/mail_connections.hpp"

namespace usher::worker {

struct TransactionalMailLaneOptions {
  int connections = 4;
  Duration lease{60'000};
  Installation installation;
};

/// Takes work, sends its mail, hands back how it ended. Thread-safe.
class TransactionalMailLane {
 public:
  using OnEnded = std::function<void(service::activation::Ended)>;

  /// `on_ended` is called on a thread of its own, once for each piece of work, whatever happens.
  TransactionalMailLane(const TransactionalMailLaneOptions& options, const MakeMailer& make_mailer,
                        const mail::Templates& templates, Breaker& breaker, const Clock& clock,
                        Log& log, Metrics& metrics, OnEnded on_ended);

  /// `lease_ends` in steady time.
  void post(std::vector<service::activation::Work> work, Duration lease_ends) {
    connections_.post(std::move(work), lease_ends);
  }
  /// Finishes the mails under way; what waits ends at once as not tried. Ends the thread.
  void stop() { connections_.stop(); }

 private:
  using Connections = MailConnections<service::activation::Work, service::activation::Ended>;

  Task<service::activation::Ended> send(mail::Mailer* mailer, const Connections::Waiting& waiting);
  Counter outcome_counter(domain::TaskKind kind, domain::MailResult result);

  const TransactionalMailLaneOptions options_;
  const mail::Templates& templates_;
  Log& log_;
  Metrics& metrics_;
  Histogram seconds_;
  DeliveryAttempt attempt_;
  Connections connections_;  // last: they use all of the above
};

}  // namespace usher::worker
