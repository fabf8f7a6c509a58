#include "service/mailing/sending_turn.hpp"

#include <algorithm>

#include "store/mailing/sending.hpp"
#include "store/node.hpp"
#include "store/setting.hpp"

namespace usher::service {
namespace {

using store::ReadTx;
using store::WriteTx;

/// Time after which a node counts as stopped. Nodes announce themselves every ten seconds.
constexpr Duration kNodeTimeout = std::chrono::seconds(30);

std::optional<TimePoint> earlier_delivery(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

SendingTurnResult settle_and_claim_deliveries(WriteTx& tx, const SendingTools& tools,
                                              const SendingTurn& turn) {
  SendingTurnResult out;
  if (!turn.results.empty()) out.lost_leases = settle_deliveries(tx, tools, turn.results);
  if (turn.sweep) {
    count_unknown_deliveries(tx, store::delivery::expire(tx, tools.rules.lease));
    store::delivery::repair_times(tx);
    out.nodes = std::max(1, store::node::count(tx, tx.now() - kNodeTimeout));
  }
  if (turn.claim > 0 && !store::setting::maintenance(tx).on) {
    out.claimed = claim_deliveries(tx, tools, {turn.claim, turn.bytes}, turn.steady, turn.messages);
  }
  const DeliverySchedule next = find_next_delivery(tx);
  out.next_due = next.due;
  out.now = next.now;
  return out;
}

std::int64_t release_deliveries(WriteTx& tx) {
  const auto mails = store::delivery::expire_all(tx);
  count_unknown_deliveries(tx, mails);
  std::int64_t out = 0;
  for (const auto& [id, count] : mails) out += count;
  return out;
}

DeliverySchedule find_next_delivery(ReadTx& tx) {
  return {earlier_delivery(store::sending::next_due(tx), store::delivery::next_due(tx)), tx.now()};
}

}  // namespace usher::service
