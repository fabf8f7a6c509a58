/// The worker: claims due tasks, has their mails sent, records how they ended.
///
/// One coordinating thread turns (settle and claim in one transaction), another one sends.
/// The attempt is counted by the claim, before the mail. At most twice as many tasks are held as
/// there are connections, so a kill repeats at most the mails in flight and one settle batch (hard
/// points, 1 and 6).
#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "service/mailing/purge.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "service/provisioning/alert.hpp"
#include "store/store.hpp"
#include "worker/breaker.hpp"
#include "worker/inbox.hpp"
#include "worker/transactional_mail_lane.hpp"

namespace usher::worker {

struct LoopOptions {
  TransactionalMailLaneOptions senders;
  service::activation::TurnRules rules;
};

class Loop {
 public:
  /// References must outlive the loop.
  Loop(const LoopOptions& options, store::Store& store, const Keys& keys, Random& random,
       const MakeMailer& make_mailer, const mail::Templates& templates, const Clock& clock,
       Log& log, Metrics& metrics);
  /// As stop().
  ~Loop();

  void start();
  /// There may be something due. Thread-safe, cheap, never blocks.
  void wake() { inbox_.wake(); }
  /// Claims nothing more, lets mails under way finish, settles them, ends the threads.
  void stop();

 private:
  using Ended = service::activation::Ended;

  void run();
  void turn(std::vector<Ended> ended, int claim);
  void settle_rest();
  void sweep();
  void watch_relay();
  bool something_due();
  std::vector<Ended> take_ended();
  Duration time_to_wait() const;

  const LoopOptions options_;
  store::Store& store_;
  const Clock& clock_;
  Log& log_;
  service::activation::Turn turn_;
  service::activation::Sweep sweep_;
  service::activation::NextDue next_due_service_;
  service::alert::Raise raise_alert_;
  Breaker breaker_;
  Gauge relay_down_;
  Counter lost_leases_;

  // Coordinator only:
  int held_ = 0;
  bool claim_again_ = true;  ///< the last claim came back full, or somebody woke us
  Duration next_sweep_{0};
  Duration next_poll_{0};
  bool relay_alerted_ = false;

  Inbox<Ended> inbox_;
  std::unique_ptr<TransactionalMailLane> senders_;
  std::thread thread_;
};

}  // namespace usher::worker
