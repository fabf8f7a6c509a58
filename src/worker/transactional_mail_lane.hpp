/// The lane of transactional mail: connections that send the mails of tasks.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "mail/templates.hpp"
#include "service/provisioning/mail_task.hpp"
#include "worker/delivery_attempt.hpp"
#include "worker/mail_connections.hpp"
#include "worker/transactional_mail.hpp"

namespace usher::worker {

struct TransactionalMailOptions {
  int connections = 4;
  InstallationAddresses installation;
};

/// The connections of transactional mail. Thread-safe.
class TransactionalMailLane {
 public:
  using OnOutcome = std::function<void(service::MailTaskOutcome)>;

  /// Starts the lane, which calls `on_outcome` exactly once for each task, on the lane's thread.
  /// References must outlive the lane.
  TransactionalMailLane(const TransactionalMailOptions& options, Duration lease,
                        const MakeMailer& make_mailer, const mail::Templates& templates,
                        Breaker& breaker, const Clock& clock, Log& log, Metrics& metrics,
                        OnOutcome on_outcome);

  /// Enqueues tasks. `lease_ends` is steady time.
  void post(std::vector<service::MailTask> tasks, Duration lease_ends) {
    connections_.post(std::move(tasks), lease_ends);
  }
  /// Finishes the mails in flight, reports queued mails as not attempted, and ends the thread.
  void stop() { connections_.stop(); }

 private:
  using Connections = MailConnections<service::MailTask, service::MailTaskOutcome>;

  Task<service::MailTaskOutcome> send(mail::Mailer* mailer, const Connections::Waiting& waiting);
  Counter outcome_counter(domain::TaskKind kind, domain::MailResult result);

  const TransactionalMailOptions options_;
  const mail::Templates& templates_;
  Log& log_;
  Metrics& metrics_;
  Histogram seconds_;
  DeliveryAttempt attempt_;
  Connections connections_;  // last member, because its thread uses the others
};

}  // namespace usher::worker
