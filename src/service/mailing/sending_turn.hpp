/// Runs turns of bulk mail. A turn settles the results of previous mails and claims the next mails
/// in one transaction.
#pragma once

#include <optional>
#include <vector>

#include "service/mailing/sending_claim.hpp"
#include "service/mailing/sending_settle.hpp"
#include "service/mailing/sending_tools.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct SendingTurn {
  std::vector<DeliveryResult> results;
  int claim = 0;       ///< the maximum number of mails to claim
  bool sweep = false;  ///< also releases expired leases and counts the nodes
  Duration steady{0};  ///< the current steady time, for the pace
  /// The messages of previous turns. No message is older than kCompiledMessageLifetime.
  CompiledMessages messages = {};
  std::int64_t bytes = kMaxBytesInFlight;  ///< of memory for the mails wanted
};
struct SendingTurnResult {
  ClaimedMails claimed;
  int lost_leases = 0;                ///< the number of results whose lease was lost
  std::optional<TimePoint> next_due;  ///< the next due time; nullopt if the queue is empty
  TimePoint now;
  int nodes = 0;  ///< the number of running nodes, at least 1; set by a sweep
};
SendingTurnResult settle_and_claim_deliveries(store::WriteTx& tx, const SendingTools& tools,
                                              const SendingTurn& turn);

/// Counts all mails in flight as unknown and returns their number. REQUIRES: no other server uses
/// the database, so that the mails were in flight on a server that died.
std::int64_t release_deliveries(store::WriteTx& tx);

struct DeliverySchedule {
  std::optional<TimePoint> due;  ///< the next due time; nullopt if the queue is empty
  TimePoint now;
};
/// Returns the time when a mail or a sending is due next, without writing to the database.
DeliverySchedule find_next_delivery(store::ReadTx& tx);

}  // namespace usher::service
