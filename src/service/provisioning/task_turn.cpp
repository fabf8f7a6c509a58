#include "service/provisioning/task_turn.hpp"

#include "base/check.hpp"
#include "service/provisioning/task_claim.hpp"
#include "service/provisioning/task_settle.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/task.hpp"
#include "store/setting.hpp"

namespace usher::service {

using domain::ActivationId;
using domain::Code;
using store::WriteTx;

TaskTurnResult settle_and_claim_tasks(WriteTx& tx, const TaskTools& tools, const TaskTurn& turn) {
  TaskTurnResult result;
  if (!turn.outcomes.empty()) result.dropped = settle_tasks(tx, tools, turn.outcomes);
  if (turn.claim > 0) result.tasks = claim_tasks(tx, tools, turn.claim);
  result.next_due = store::task::next_due(tx);
  result.now = tx.now();
  return result;
}

TaskSweepResult sweep_tasks(WriteTx& tx, const TaskSweep& sweep) {
  TaskSweepResult result;
  result.repaired = static_cast<int>(store::task::repair_times(tx, sweep.lease));
  const bool maintenance = store::setting::maintenance(tx).on;
  const auto tasks = maintenance ? store::task::lock_unleased_advances(tx, sweep.limit)
                                 : store::task::lock_parked(tx, sweep.limit);
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
  (maintenance ? result.parked : result.released) = static_cast<int>(tasks.size());
  result.more = static_cast<int>(tasks.size()) == sweep.limit;
  if (result.released > 0 || result.repaired > 0) tx.wake_workers();
  return result;
}

std::int64_t release_task_leases(WriteTx& tx) { return store::task::release_all(tx); }

NextDueTask read_next_due_task(store::ReadTx& tx) { return {store::task::next_due(tx), tx.now()}; }

}  // namespace usher::service
