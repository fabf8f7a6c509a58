/// Tasks in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::store::task {

struct NewTask {
  domain::TaskKind kind;
  domain::ActivationId activation;
  std::optional<TimePoint> due;  ///< nullopt: parked
};
void insert(WriteTx& tx, std::span<const NewTask> tasks);

struct Claimed {
  domain::ClaimedTask task;
  std::string block_reason;  ///< set if staff requested a block of the activation
};

/// Leases up to `count` due tasks until now + `lease`, oldest first, and counts an attempt for
/// each.
std::vector<Claimed> claim(WriteTx& tx, int count, Duration lease, std::int64_t lease_token);

/// A task and the fencing token of its lease.
struct Lease {
  domain::TaskId id;
  std::int64_t lease_token;
};
/// The result of a leased task: finished, due again with `attempts`, or parked.
struct Settled {
  Lease held;
  bool ends = false;
  std::optional<TimePoint> due;
  int attempts = 0;
};
/// Settles the tasks whose lease is valid, and ignores other tasks. Returns the number of settled
/// tasks.
std::int64_t settle(WriteTx& tx, std::span<const Settled> tasks);
/// Locks the tasks whose lease is valid. Returns their block reasons, indexed by `tasks`; nullopt
/// if the lease has expired.
std::vector<std::optional<std::string>> lock_leased(WriteTx& tx, std::span<const Lease> tasks);

struct Task {
  domain::TaskId id;
  domain::TaskKind kind = domain::TaskKind::advance;
  domain::ActivationId activation;
  std::optional<TimePoint> due;
  int attempts = 0;
  std::int64_t lease_token = 0;
  std::string block_reason;  ///< not empty: staff requested a block of the activation
};
/// Returns whether a worker has a valid lease at `now`.
inline bool is_leased(const Task& task, TimePoint now) {
  return task.lease_token != 0 && task.due && *task.due > now;
}
std::optional<Task> find_by_activation(ReadTx& tx, domain::ActivationId activation);
/// Locks the activation's task. Must be called before activation::lock, never after, so that nodes
/// do not deadlock.
std::optional<Task> lock(WriteTx& tx, domain::ActivationId activation);
/// Locks the task that mails alerts, so that the task mails alerts of this transaction too. Returns
/// nullopt if there is no such task.
std::optional<Task> lock_alert_task(WriteTx& tx);
/// Inserts the task that mails alerts. Has no effect if the task exists.
void insert_alert_task(WriteTx& tx, TimePoint due);
void remove(WriteTx& tx, domain::TaskId id);
/// Ends the lease and sets the due time (nullopt: parked) and the attempts.
void reschedule(WriteTx& tx, domain::TaskId id, std::optional<TimePoint> due, int attempts);
void request_block(WriteTx& tx, domain::TaskId id, std::string_view reason);

/// Locks tasks of kind `advance` that are neither leased nor parked.
std::vector<Task> lock_unleased_advances(WriteTx& tx, int limit);
std::vector<Task> lock_parked(WriteTx& tx, int limit);

/// Makes tasks due now if their lease or due time is later than any can be, because of a wrong
/// clock. Returns their number.
std::int64_t repair_times(WriteTx& tx, Duration lease);

/// Ends all leases, so that their tasks are due now, and returns their number. REQUIRES: no worker
/// holds a lease.
std::int64_t release_all(WriteTx& tx);

/// The length of the queue of tasks.
struct Depth {
  std::int64_t waiting = 0;             ///< the number of tasks, parked tasks included
  std::optional<TimePoint> oldest_due;  ///< nullopt if no task is due
};
Depth depth(ReadTx& tx);
/// Returns the earliest due time; nullopt if no task is waiting.
std::optional<TimePoint> next_due(ReadTx& tx);

}  // namespace usher::store::task
