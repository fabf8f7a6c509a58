/// Coordinates transactional mail: claims due tasks, posts their mails to a lane, and settles the
/// outcomes.
///
/// One thread runs the turns (settle and claim in one transaction); the lane's thread sends. The
/// claim counts the attempt before the mail is sent. The number of tasks in flight is at most
/// twice the number of connections. After a kill, at most the mails in flight and one unsettled
/// batch are repeated (docs/invariants.md, 1 and 6).
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "service/provisioning/mail_task.hpp"
#include "store/store.hpp"
#include "worker/breaker.hpp"
#include "worker/inbox.hpp"
#include "worker/relay_watch.hpp"
#include "worker/transactional_mail_lane.hpp"

namespace usher::worker {

class TransactionalMailCoordinator {
 public:
  /// References must outlive the coordinator.
  TransactionalMailCoordinator(const TransactionalMailOptions& options, store::Store& store,
                               const service::TaskTools& tools, const MakeMailer& make_mailer,
                               const mail::Templates& templates, const Clock& clock, Log& log,
                               Metrics& metrics);
  /// Calls stop().
  ~TransactionalMailCoordinator();

  void start();
  /// Signals that a task may be due. Thread-safe, never blocks.
  void wake() { inbox_.wake(); }
  /// Stops claiming, finishes and settles the mails in flight, and ends the threads.
  void stop();

 private:
  using Outcome = service::MailTaskOutcome;

  void run();
  void run_turn(std::vector<Outcome> outcomes, int claim);
  void settle_remaining();
  void sweep_if_due();
  bool is_something_due();
  std::vector<Outcome> take_outcomes();
  Duration time_to_wait() const;

  const TransactionalMailOptions options_;
  store::Store& store_;
  const service::TaskTools tools_;
  const Clock& clock_;
  Log& log_;
  Breaker breaker_;
  RelayWatch relay_watch_;
  Counter lost_leases_;

  // The following members are used by the coordinator's thread only.
  int in_flight_ = 0;
  bool claim_again_ = true;  ///< true if the last claim was full, or wake() was called
  Duration next_sweep_{0};
  Duration next_poll_{0};

  Inbox<Outcome> inbox_;
  std::unique_ptr<TransactionalMailLane> lane_;
  std::thread thread_;
};

}  // namespace usher::worker
