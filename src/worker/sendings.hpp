/// The worker of sendings: takes up who is next, has the mails sent, records how they ended.
///
/// One coordinating thread turns (settle and claim in one transaction), another one sends.
/// At most twice as many mails are held as there are connections: so many are uncertain after a
/// kill. Nobody is ever mailed twice (service/mailing/sending_turn.hpp).
#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "service/mailing/pace.hpp"
#include "service/mailing/sending_turn.hpp"
#include "store/store.hpp"
#include "worker/breaker.hpp"
#include "worker/bulk_mail_lane.hpp"
#include "worker/inbox.hpp"

namespace usher::worker {

struct SendingsOptions {
  int connections = 4;
  int messages_per_second = 0;  ///< in all; 0: no limit
  service::sending::TurnRules rules;
};

class Sendings {
 public:
  /// References must outlive it.
  Sendings(const SendingsOptions& options, store::Store& store, Random& random,
           const MakeMailer& make_mailer, const MailTools& tools, const Clock& clock, Log& log,
           Metrics& metrics);
  /// As stop().
  ~Sendings();

  void start();
  /// There may be something due. Thread-safe, cheap, never blocks.
  void wake() { inbox_.wake(); }
  /// Claims nothing more, lets mails under way finish, settles them, ends the threads.
  void stop();

 private:
  using Ended = service::sending::Ended;

  void run();
  void turn(std::vector<Ended> ended, int claim);
  void after(const service::sending::Turn::Output& out, int claim);
  void settle_rest();
  bool something_due();
  std::vector<Ended> take_ended();
  Duration time_to_wait() const;

  const SendingsOptions options_;
  store::Store& store_;
  const Clock& clock_;
  Log& log_;
  service::Pace pace_;  // read by a turn, which the coordinator waits for
  service::sending::Turn turn_;
  service::sending::NextDue next_due_;
  Breaker breaker_;
  Counter lost_leases_;

  // Coordinator only:
  int held_ = 0;
  bool claim_again_ = true;  ///< the last claim came back full, or somebody woke us
  Duration next_sweep_{0};
  Duration next_poll_{0};
  service::sending::CompiledMessages issues_;

  Inbox<Ended> inbox_;
  std::unique_ptr<BulkMailLane> bulk_mail_lane_;
  std::thread thread_;
};

}  // namespace usher::worker
