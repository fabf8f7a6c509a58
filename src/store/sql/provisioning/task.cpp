#include "store/provisioning/task.hpp"

#include <map>

namespace usher::store::task {
namespace {

using domain::TaskId;
using domain::TaskKind;

constexpr Command kInsert{
    "INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) "
    "SELECT kind, activation_id, due_at, 0, 0 FROM {batch kind:int activation_id:int due_at:int}"};
// MATERIALIZED: a planner that looks into the sub-query again would claim more than was asked for.
constexpr Command kClaim{
    "WITH due AS MATERIALIZED "
    "(SELECT id FROM task WHERE due_at <= $1 ORDER BY due_at LIMIT $2 {skip_locked}) "
    "UPDATE task SET lease_token = $3, due_at = $4, attempts = attempts + 1 "
    "WHERE id IN (SELECT id FROM due) "
    "RETURNING id, kind, activation_id, attempts, block_reason"};
constexpr Command kEnd{
    "DELETE FROM task WHERE id IN (SELECT t.id FROM {batch id:int token:int} "
    "JOIN task t ON t.id = batch.id AND t.lease_token = batch.token)"};
constexpr Command kAgain{
    "UPDATE task SET due_at = batch.due, attempts = batch.attempts, lease_token = 0 "
    "FROM {batch id:int token:int due:int attempts:int} "
    "WHERE task.id = batch.id AND task.lease_token = batch.token"};
// Held until the settlement is committed: nobody else may decide about it meanwhile.
constexpr Command kHeld{
    "SELECT t.id, t.lease_token, t.block_reason FROM {batch id:int token:int} "
    "JOIN task t ON t.id = batch.id AND t.lease_token = batch.token ORDER BY t.id {for_update_of "
    "t}"};
constexpr Query kOf{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "
    "WHERE activation_id = $1 AND kind <> 4 ORDER BY id LIMIT 1"};
constexpr Command kLock{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "
    "WHERE activation_id = $1 AND kind <> 4 ORDER BY id LIMIT 1 {for_update}"};
constexpr Command kAlertTask{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "
    "WHERE activation_id = 0 AND kind = 4 LIMIT 1 {for_update}"};
constexpr Command kInsertAlert{
    "INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) VALUES (4, 0, $1, 0, 0) "
    "ON CONFLICT DO NOTHING"};
constexpr Command kRemove{"DELETE FROM task WHERE id = $1"};
constexpr Command kReschedule{
    "UPDATE task SET due_at = $1, attempts = $2, lease_token = 0 WHERE id = $3"};
constexpr Command kWantBlock{"UPDATE task SET block_reason = $1 WHERE id = $2"};
constexpr Command kFreeAdvances{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "
    "WHERE kind = 1 AND due_at IS NOT NULL AND (lease_token = 0 OR due_at <= $1) "
    "AND activation_id IN (SELECT id FROM activation WHERE code <> 2 AND code IN (1, 5, 7)) "
    "LIMIT $2 {skip_locked}"};
constexpr Command kParked{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "
    "WHERE due_at IS NULL LIMIT $1 {skip_locked}"};
constexpr Command kRepair{
    "UPDATE task SET due_at = $1, lease_token = 0 WHERE due_at > $2 AND (lease_token <> 0 "
    "OR (kind = 2 AND due_at > $3) OR (kind <> 2 AND due_at > $4))"};
constexpr Command kReleaseAll{
    "UPDATE task SET due_at = $1, lease_token = 0 WHERE lease_token <> 0 AND due_at > $1"};
constexpr Query kDepth{"SELECT count(*) FROM task"};
constexpr Query kNextDue{"SELECT min(due_at) FROM task"};

Task read(const Row& row) {
  Task out;
  out.id = {row.integer(0)};
  out.kind = static_cast<TaskKind>(row.integer(1));
  out.activation = {row.integer(2)};
  if (!row.is_null(3)) out.due = from_ms(row.integer(3));
  out.attempts = static_cast<int>(row.integer(4));
  out.lease_token = row.integer(5);
  out.block_reason = row.text(6);
  return out;
}

Value due_value(const std::optional<TimePoint>& due) { return due ? ms(*due) : Value{}; }

std::optional<Task> one(auto& tx, const auto& statement, std::initializer_list<Value> values) {
  std::optional<Task> out;
  tx.run(statement, values, [&](const Row& row) { out = read(row); });
  return out;
}

}  // namespace

void insert(WriteTx& tx, std::span<const NewTask> tasks) {
  if (tasks.empty()) return;
  Batch batch(3);
  for (const NewTask& task : tasks) {
    batch.add(
        {number(static_cast<int>(task.kind)), number(task.activation.value), due_value(task.due)});
  }
  tx.queue(kInsert, batch);
}

std::vector<Claimed> claim(WriteTx& tx, int count, Duration lease, std::int64_t lease_token) {
  std::vector<Claimed> out;
  tx.run(kClaim, {ms(tx.now()), number(count), number(lease_token), ms(tx.now() + lease)},
         [&](const Row& row) {
           Claimed claimed;
           claimed.task.id = {row.integer(0)};
           claimed.task.kind = static_cast<TaskKind>(row.integer(1));
           claimed.task.activation = {row.integer(2)};
           claimed.task.attempts = static_cast<int>(row.integer(3));
           claimed.task.lease_token = lease_token;
           claimed.block_reason = row.text(4);
           out.push_back(std::move(claimed));
         });
  return out;
}

std::int64_t settle(WriteTx& tx, std::span<const Settled> tasks) {
  Batch ending(2);
  Batch again(4);
  for (const Settled& task : tasks) {
    const Value id = number(task.held.id.value);
    const Value token = number(task.held.lease_token);
    if (task.ends) {
      ending.add({id, token});
    } else {
      again.add({id, token, due_value(task.due), number(task.attempts)});
    }
  }
  std::int64_t held = 0;
  if (!ending.empty()) held += tx.run(kEnd, ending);
  if (!again.empty()) held += tx.run(kAgain, again);
  return held;
}

std::vector<std::optional<std::string>> lock_leased(WriteTx& tx, std::span<const Lease> tasks) {
  std::vector<std::optional<std::string>> out(tasks.size());
  if (tasks.empty()) return out;
  Batch batch(2);
  // A task may come twice, under a lease that was lost and under the one that is good.
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> places;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    batch.add({number(tasks[i].id.value), number(tasks[i].lease_token)});
    places.emplace(std::pair(tasks[i].id.value, tasks[i].lease_token), i);
  }
  tx.run(kHeld, batch, {}, [&](const Row& row) {
    out[places.at({row.integer(0), row.integer(1)})] = std::string(row.text(2));
  });
  return out;
}

std::optional<Task> find_by_activation(ReadTx& tx, domain::ActivationId activation) {
  return one(tx, kOf, {number(activation.value)});
}

std::optional<Task> lock(WriteTx& tx, domain::ActivationId activation) {
  return one(tx, kLock, {number(activation.value)});
}

std::optional<Task> lock_alert_task(WriteTx& tx) { return one(tx, kAlertTask, {}); }

void insert_alert_task(WriteTx& tx, TimePoint due) { tx.queue(kInsertAlert, {ms(due)}); }

void remove(WriteTx& tx, TaskId id) { tx.queue(kRemove, {number(id.value)}); }

void reschedule(WriteTx& tx, TaskId id, std::optional<TimePoint> due, int attempts) {
  tx.queue(kReschedule, {due_value(due), number(attempts), number(id.value)});
}

void request_block(WriteTx& tx, TaskId id, std::string_view reason) {
  tx.queue(kWantBlock, {text(reason), number(id.value)});
}

std::vector<Task> lock_unleased_advances(WriteTx& tx, int limit) {
  std::vector<Task> out;
  tx.run(kFreeAdvances, {ms(tx.now()), number(limit)},
         [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::vector<Task> lock_parked(WriteTx& tx, int limit) {
  std::vector<Task> out;
  tx.run(kParked, {number(limit)}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::int64_t repair_times(WriteTx& tx, Duration lease) {
  return tx.run(
      kRepair, {ms(tx.now()), ms(tx.now() + 2 * lease), ms(tx.now() + domain::kLongestConfirmDelay),
                ms(tx.now() + domain::kLongestDelay)});
}

std::int64_t release_all(WriteTx& tx) { return tx.run(kReleaseAll, {ms(tx.now())}); }

Depth depth(ReadTx& tx) {
  Depth out;
  tx.run(kDepth, {}, [&](const Row& row) { out.waiting = row.integer(0); });
  const std::optional<TimePoint> next = next_due(tx);
  if (next && *next <= tx.now()) out.oldest_due = next;
  return out;
}

std::optional<TimePoint> next_due(ReadTx& tx) {
  std::optional<TimePoint> out;
  tx.run(kNextDue, {}, [&](const Row& row) {
    if (!row.is_null(0)) out = from_ms(row.integer(0));
  });
  return out;
}

}  // namespace usher::store::task
