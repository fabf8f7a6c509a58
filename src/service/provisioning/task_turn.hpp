/// The worker's transactions: settling and claiming tasks, and what happens beside the mails.
///
/// A turn settles outcomes and claims due tasks in one transaction. The steps of an activation are
/// a table (activation_steps.hpp): steps that only write rows run inside the claim, the first step
/// with an effect is returned to the worker.
#pragma once

#include <optional>
#include <vector>

#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct TaskTurn {
  std::vector<MailTaskOutcome> outcomes;
  int claim = 0;  ///< maximum number of tasks to claim
};
struct TaskTurnResult {
  std::vector<MailTask> tasks;
  int dropped = 0;                    ///< outcomes of expired leases
  std::optional<TimePoint> next_due;  ///< when the next task is due, if there is one
  TimePoint now;
};
TaskTurnResult settle_and_claim_tasks(store::WriteTx& tx, const TaskTools& tools,
                                      const TaskTurn& turn);

struct TaskSweep {
  Duration lease{60'000};
  int limit = 200;
};
struct TaskSweepResult {
  int parked = 0;
  int released = 0;
  int repaired = 0;
  bool more = false;  ///< `limit` was reached
};
/// Parks tasks during maintenance and releases them afterwards, one batch per call. Repairs times
/// that a wrong clock has written.
TaskSweepResult sweep_tasks(store::WriteTx& tx, const TaskSweep& sweep);

/// Ends all leases, and returns how many. REQUIRES: no worker runs.
std::int64_t release_task_leases(store::WriteTx& tx);

struct NextDueTask {
  std::optional<TimePoint> due;
  TimePoint now;
};
/// Returns when the next task is due. Only reads: an idle worker writes nothing.
NextDueTask read_next_due_task(store::ReadTx& tx);

}  // namespace usher::service
