/// The transactions of the worker for transactional mail.
///
/// A turn settles outcomes and claims due tasks in one transaction. Steps of an
/// activation that only write rows run inside the claim; the first step with an effect is returned
/// to the worker (activation_steps.hpp).
#pragma once

#include <optional>
#include <vector>

#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct TaskTurn {
  std::vector<MailTaskOutcome> outcomes;
  int claim = 0;  ///< the maximum number of tasks to claim
};
struct TaskTurnResult {
  std::vector<MailTask> tasks;
  int dropped = 0;                    ///< the number of ignored outcomes, whose lease had expired
  std::optional<TimePoint> next_due;  ///< the due time of the next task; nullopt if there is none
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
  bool more = false;  ///< true if `limit` was reached and the caller must call again
};
/// Parks tasks during maintenance and releases them afterwards, one batch per call. Repairs times
/// that a wrong clock has written.
TaskSweepResult sweep_tasks(store::WriteTx& tx, const TaskSweep& sweep);

/// Ends all leases and returns their number. REQUIRES: no worker is running.
std::int64_t release_task_leases(store::WriteTx& tx);

struct NextDueTask {
  std::optional<TimePoint> due;
  TimePoint now;
};
/// Returns the time when the next task is due, without writing to the database.
NextDueTask read_next_due_task(store::ReadTx& tx);

}  // namespace usher::service
