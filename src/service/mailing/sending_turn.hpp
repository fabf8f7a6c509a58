/// One turn of bulk mail: settles the results of previous mails and claims the next ones in one
/// transaction.
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
  int claim = 0;       ///< the number of mails wanted
  bool sweep = false;  ///< also look for expired leases, and count the nodes
  Duration steady{0};  ///< the current time, for the pace
  /// Compiled by previous turns; none is older than kCompiledMessageLifetime.
  CompiledMessages messages = {};
};
struct SendingTurnResult {
  ClaimedMails claimed;
  int lost_leases = 0;                ///< results whose lease was lost
  std::optional<TimePoint> next_due;  ///< nullopt: nothing is queued
  TimePoint now;
  int nodes = 0;  ///< the number of nodes; at least 1 if `sweep` is set
};
SendingTurnResult settle_and_claim_deliveries(store::WriteTx& tx, const SendingTools& tools,
                                              const SendingTurn& turn);

/// Counts all mails in flight as unknown and returns their number. For a server that starts alone
/// on its database: they were in flight on a server that died.
std::int64_t release_deliveries(store::WriteTx& tx);

struct DeliverySchedule {
  std::optional<TimePoint> due;  ///< nullopt: nothing is queued
  TimePoint now;
};
/// Returns when a mail or a sending is due next. Only reads, so that an idle worker writes nothing.
DeliverySchedule find_next_delivery(store::ReadTx& tx);

}  // namespace usher::service
