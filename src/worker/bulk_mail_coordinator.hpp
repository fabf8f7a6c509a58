/// Coordinates bulk mail: claims mails of sendings, posts them to a lane, and records their
/// results.
///
/// One thread runs the turns (settle and claim in one transaction); the lane's thread sends. The
/// number of mails in flight is at most twice the number of connections. These mails become unknown
/// after a kill. No recipient receives a message twice (service/mailing/sending_claim.hpp).
#pragma once

#include <memory>
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
#include "worker/relay_watch.hpp"

namespace usher::worker {

struct BulkMailOptions {
  int connections = 4;
  int messages_per_second = 0;  ///< the limit of all accounts in total; 0: no limit
  service::SendingRules rules;
};

class BulkMailCoordinator {
 public:
  /// References must outlive the coordinator.
  BulkMailCoordinator(const BulkMailOptions& options, store::Store& store, Random& random,
                      const MakeMailer& make_mailer, const BulkMailTools& tools, const Clock& clock,
                      Log& log, Metrics& metrics);
  /// Calls stop().
  ~BulkMailCoordinator();

  void start();
  /// Signals that a sending may be due. Thread-safe, never blocks.
  void wake() { inbox_.wake(); }
  /// Stops claiming, finishes and settles the mails in flight, and ends the threads.
  void stop();

 private:
  using DeliveryResult = service::DeliveryResult;

  void run();
  void run_turn(std::vector<DeliveryResult> results, int claim);
  void finish_turn(const service::SendingTurnResult& turn, int claim);
  void settle_remaining();
  bool is_something_due();
  int claimable(const std::vector<DeliveryResult>& results);
  void count_in_flight(const service::SendingTurnResult& turn,
                       const std::vector<DeliveryResult>& results);
  std::vector<DeliveryResult> take_results();
  Duration time_to_wait() const;

  const BulkMailOptions options_;
  store::Store& store_;
  const Clock& clock_;
  Log& log_;
  service::Pace pace_;  // a turn reads the pace while the coordinator waits
  const service::SendingTools tools_;
  Breaker breaker_;
  RelayWatch relay_watch_;
  Counter lost_leases_;

  // The following members are used by the coordinator's thread only.
  int in_flight_ = 0;
  std::int64_t bytes_in_flight_ = 0;  ///< of memory
  bool claim_again_ = true;           ///< the last claim was full, or wake() was called
  Duration next_sweep_{0};
  Duration next_poll_{0};
  service::CompiledMessages messages_;

  Inbox<DeliveryResult> inbox_;
  std::unique_ptr<BulkMailLane> lane_;
  std::thread thread_;
};

}  // namespace usher::worker
