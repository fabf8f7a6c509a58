#include "service/provisioning/activation_advance.hpp"

#include "base/check.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::activation {

using domain::ActivationId;
using domain::Code;
using Tx = store::WriteTx;

Turn::Output Turn::operator()(Tx& tx, const Input& input) {
  Output out;
  if (!input.ended.empty()) out.dropped = settle(tx, random_, rules_, input.ended);
  if (input.claim > 0) out.work = claim(tx, keys_, random_, rules_, input.claim);
  out.next_due = store::task::next_due(tx);
  out.now = tx.now();
  return out;
}

Sweep::Output Sweep::operator()(Tx& tx, const Input& input) {
  Output out;
  out.repaired = static_cast<int>(store::task::repair_times(tx, lease_));
  const bool maintenance = store::setting::maintenance(tx).on;
  const auto tasks = maintenance ? store::task::lock_unleased_advances(tx, input.limit)
                                 : store::task::lock_parked(tx, input.limit);
  std::vector<ActivationId> ids;
  for (const auto& task : tasks) ids.push_back(task.activation);
  const auto activations = store::activation::lock(tx, ids);
  std::vector<store::activation::Move> moves;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    CHECK(activations[i].has_value());
    const Code to = maintenance ? Code::manual : Code::re_elaborated;
    if (domain::may_follow(activations[i]->code, to)) {
      moves.push_back({ids[i], activations[i]->code, to, "worker",
                       maintenance ? "maintenance" : "maintenance has ended"});
    }
    store::task::reschedule(tx, tasks[i].id, maintenance ? std::nullopt : std::optional(tx.now()),
                            tasks[i].attempts);
  }
  store::activation::move(tx, moves);
  (maintenance ? out.parked : out.released) = static_cast<int>(tasks.size());
  out.more = static_cast<int>(tasks.size()) == input.limit;
  if (out.released > 0 || out.repaired > 0) tx.wake_workers();
  return out;
}

ReleaseLeases::Output ReleaseLeases::operator()(Tx& tx, const Input&) {
  return store::task::release_all(tx);
}

NextDue::Output NextDue::operator()(Tx& tx, const Input&) {
  return {store::task::next_due(tx), tx.now()};
}

}  // namespace usher::service::activation
