/// Tasks in the database: due, held, settled.
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
  std::optional<TimePoint> due;  ///< nothing: parked
};
void insert(WriteTx& tx, std::span<const NewTask> tasks);

struct Claimed {
  domain::ClaimedTask task;
  std::string block_reason;  ///< not empty: staff want the activation stopped
};
/// Takes up to `count` due tasks, oldest first: counts an attempt, writes `lease_token`, holds them
/// until now + `lease`.
std::vector<Claimed> claim(WriteTx& tx, int count, Duration lease, std::int64_t lease_token);

/// A task together with the proof that it is still held.
struct Lease {
  domain::TaskId id;
  std::int64_t lease_token;
};
/// What became of a held task: it ends, or is due again (or parked) with that many attempts
/// counted.
struct Settled {
  Lease held;
  bool ends = false;
  std::optional<TimePoint> due;
  int attempts = 0;
};
/// How many of them were still held; to those that were not, nothing happened.
std::int64_t settle(WriteTx& tx, std::span<const Settled> tasks);
/// Which are still held (the same lease), in order; nothing where not, else the wish to block.
std::vector<std::optional<std::string>> lock_leased(WriteTx& tx, std::span<const Lease> tasks);

struct Task {
  domain::TaskId id;
  domain::TaskKind kind = domain::TaskKind::advance;
  domain::ActivationId activation;
  std::optional<TimePoint> due;
  int attempts = 0;
  std::int64_t lease_token = 0;
  std::string block_reason;  ///< not empty: staff want the activation stopped
};
/// Whether a worker holds it at `now`.
inline bool is_leased(const Task& task, TimePoint now) {
  return task.lease_token != 0 && task.due && *task.due > now;
}
std::optional<Task> find_by_activation(ReadTx& tx, domain::ActivationId activation);
/// The same for whoever is going to change it, or what it is about: nobody else can until the
/// transaction ends. Before activation::take, never after it.
std::optional<Task> lock(WriteTx& tx, domain::ActivationId activation);
/// The one task that mails alerts, if there is any. Nobody can settle it until the transaction
/// ends: whoever raises an alert while it is there may leave the alert to it.
std::optional<Task> lock_alert_task(WriteTx& tx);
/// There is at most one; when another node has just made it, that one stands.
void insert_alert_task(WriteTx& tx, TimePoint due);
void remove(WriteTx& tx, domain::TaskId id);
/// Due at that time (nothing: parked), nobody's, with that many attempts counted.
void reschedule(WriteTx& tx, domain::TaskId id, std::optional<TimePoint> due, int attempts);
void request_block(WriteTx& tx, domain::TaskId id, std::string_view reason);

/// Tasks of kind `advance` that nobody holds and that are not parked, or those that are parked.
std::vector<Task> lock_unleased_advances(WriteTx& tx, int limit);
std::vector<Task> lock_parked(WriteTx& tx, int limit);

/// Ends leases and waits that reach further than any can: they come from a clock that was wrong.
/// Returns how many.
std::int64_t repair_times(WriteTx& tx, Duration lease);

/// Makes everything that is held due at once. REQUIRES: nobody works on it any more.
std::int64_t release_all(WriteTx& tx);

struct Depth {
  std::int64_t waiting = 0;             ///< due or to come, parked ones included
  std::optional<TimePoint> oldest_due;  ///< of those that are due
};
Depth depth(ReadTx& tx);
/// When the next task is due; nothing when none is.
std::optional<TimePoint> next_due(ReadTx& tx);

}  // namespace usher::store::task
