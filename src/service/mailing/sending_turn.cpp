#include "service/mailing/sending_turn.hpp"

#include <algorithm>

#include "store/mailing/sending.hpp"
#include "store/node.hpp"
#include "store/provisioning/setting.hpp"

namespace usher::service::sending {
namespace {

using Tx = store::WriteTx;

/// A node announces itself every ten seconds.
constexpr Duration kNodeIsThere = std::chrono::seconds(30);

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::optional<TimePoint> next_due(Tx& tx) {
  return earlier(store::sending::next_due(tx), store::delivery::next_due(tx));
}

}  // namespace

void count_uncertain(Tx& tx, const std::map<domain::SendingId, std::int64_t>& mails) {
  std::vector<store::sending::Change> changes;
  for (const auto& [id, count] : mails) {
    store::sending::Change change{id};
    change.unknown = count;
    change.closed = count;
    changes.push_back(change);
  }
  store::sending::settle(tx, changes);
}

Turn::Output Turn::operator()(Tx& tx, const Input& input) {
  Output out;
  if (!input.ended.empty()) out.dropped = settle(tx, random_, rules_.retry, input.ended);
  if (input.sweep) {
    count_uncertain(tx, store::delivery::expire(tx, rules_.lease));
    store::delivery::repair_times(tx);
    out.nodes = std::max(1, store::node::count(tx, tx.now() - kNodeIsThere));
  }
  if (input.claim > 0 && !store::setting::maintenance(tx).on) {
    out.claimed = claim(tx, random_, rules_, pace_, input.steady, input.claim, input.issues);
  }
  out.next_due = next_due(tx);
  out.now = tx.now();
  return out;
}

ReleaseDead::Output ReleaseDead::operator()(Tx& tx, const Input&) {
  const auto mails = store::delivery::expire_all(tx);
  count_uncertain(tx, mails);
  Output out = 0;
  for (const auto& [id, count] : mails) out += count;
  return out;
}

NextDue::Output NextDue::operator()(Tx& tx, const Input&) { return {next_due(tx), tx.now()}; }

}  // namespace usher::service::sending
