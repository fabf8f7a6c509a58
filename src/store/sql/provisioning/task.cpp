#include "store/provisioning/task.hpp"

#include <map>

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::task {
namespace {

using domain::Code;
using domain::TaskId;
using domain::TaskKind;

constexpr Command kInsert{
    "INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) "
    "SELECT kind, activation_id, due_at, 0, 0 FROM {batch kind:int activation_id:int due_at:int}"};
// MATERIALIZED prevents that the planner evaluates the subquery again and claims more rows.
constexpr Command kClaim{
    "WITH due AS MATERIALIZED "
    "(SELECT id FROM task WHERE due_at <= $1 ORDER BY due_at LIMIT $2 {skip_locked}) "
    "UPDATE task SET lease_token = $3, due_at = $4, attempts = attempts + 1 "
    "WHERE id IN (SELECT id FROM due) "
    "RETURNING id, kind, activation_id, attempts, block_reason"};
constexpr Command kEnd{
    "DELETE FROM task WHERE id IN (SELECT t.id FROM {batch id:int token:int} "
    "JOIN task t ON t.id = batch.id AND t.lease_token = batch.token)"};
constexpr Command kReschedule{
    "UPDATE task SET due_at = batch.due, attempts = batch.attempts, lease_token = 0 "
    "FROM {batch id:int token:int due:int attempts:int} "
    "WHERE task.id = batch.id AND task.lease_token = batch.token"};
// The tasks are locked until the settlement is committed.
constexpr Command kLockLeased{
    "SELECT t.id, t.lease_token, t.block_reason FROM {batch id:int token:int} "
    "JOIN task t ON t.id = batch.id AND t.lease_token = batch.token ORDER BY t.id {for_update_of "
    "t}"};
constexpr SqlText kSelect{
    "SELECT id, kind, activation_id, due_at, attempts, lease_token, block_reason FROM task "};
constexpr auto kAdvance = literal<TaskKind::advance>;
constexpr auto kConfirmation = literal<TaskKind::confirmation>;
constexpr auto kAlert = literal<TaskKind::alert>;
constexpr Query kFindByActivation{
    joined<kSelect, "WHERE activation_id = $1 AND kind <> ", kAlert, " ORDER BY id LIMIT 1">};
constexpr Command kLock{joined<kSelect, "WHERE activation_id = $1 AND kind <> ", kAlert,
                               " ORDER BY id LIMIT 1 {for_update}">};
constexpr Command kLockAlertTask{
    joined<kSelect, "WHERE activation_id = 0 AND kind = ", kAlert, " LIMIT 1 {for_update}">};
constexpr Command kInsertAlertTask{
    joined<"INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) VALUES (", kAlert,
           ", 0, $1, 0, 0) ON CONFLICT DO NOTHING">};
constexpr Command kRemove{"DELETE FROM task WHERE id = $1"};
constexpr Command kSetDue{
    "UPDATE task SET due_at = $1, attempts = $2, lease_token = 0 WHERE id = $3"};
constexpr Command kRequestBlock{"UPDATE task SET block_reason = $1 WHERE id = $2"};
// An activation that is being provisioned has one of these codes.
constexpr Command kLockUnleasedAdvances{
    joined<kSelect, "WHERE kind = ", kAdvance,
           " AND due_at IS NOT NULL AND (lease_token = 0 OR due_at <= $1) "
           "AND activation_id IN (SELECT id FROM activation WHERE code <> ",
           literal<Code::processed>, " AND code IN (", literal<Code::confirmed>, ", ",
           literal<Code::in_progress>, ", ", literal<Code::re_elaborated>,
           ")) LIMIT $2 {skip_locked}">};
constexpr Command kLockParked{joined<kSelect, "WHERE due_at IS NULL LIMIT $1 {skip_locked}">};
constexpr Command kRepairTimes{
    joined<"UPDATE task SET due_at = $1, lease_token = 0 WHERE due_at > $2 AND (lease_token <> 0 "
           "OR (kind = ",
           kConfirmation, " AND due_at > $3) OR (kind <> ", kConfirmation, " AND due_at > $4))">};
constexpr Command kReleaseAll{
    "UPDATE task SET due_at = $1, lease_token = 0 WHERE lease_token <> 0 AND due_at > $1"};
constexpr Query kDepth{"SELECT count(*) FROM task"};
constexpr Query kNextDue{"SELECT min(due_at) FROM task"};

Task read(RowReader& in) {
  Task out;
  out.id = {in.integer()};
  out.kind = in.as<TaskKind>();
  out.activation = {in.integer()};
  out.due = in.optional_time();
  out.attempts = in.as<int>();
  out.lease_token = in.integer();
  out.block_reason = in.text();
  return out;
}

Value due_value(const std::optional<TimePoint>& due) { return due ? ms(*due) : Value{}; }

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
           RowReader in(row);
           Claimed claimed;
           claimed.task.id = {in.integer()};
           claimed.task.kind = in.as<TaskKind>();
           claimed.task.activation = {in.integer()};
           claimed.task.attempts = in.as<int>();
           claimed.task.lease_token = lease_token;
           claimed.block_reason = in.text();
           out.push_back(std::move(claimed));
         });
  return out;
}

std::int64_t settle(WriteTx& tx, std::span<const Settled> tasks) {
  Batch ended(2);
  Batch retries(4);
  for (const Settled& task : tasks) {
    const Value id = number(task.held.id.value);
    const Value token = number(task.held.lease_token);
    if (task.ends) {
      ended.add({id, token});
    } else {
      retries.add({id, token, due_value(task.due), number(task.attempts)});
    }
  }
  std::int64_t settled = 0;
  if (!ended.empty()) settled += tx.run(kEnd, ended);
  if (!retries.empty()) settled += tx.run(kReschedule, retries);
  return settled;
}

std::vector<std::optional<std::string>> lock_leased(WriteTx& tx, std::span<const Lease> tasks) {
  std::vector<std::optional<std::string>> out(tasks.size());
  if (tasks.empty()) return out;
  Batch batch(2);
  // A task occurs twice if one of its leases has expired.
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> positions;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    batch.add({number(tasks[i].id.value), number(tasks[i].lease_token)});
    positions.emplace(std::pair(tasks[i].id.value, tasks[i].lease_token), i);
  }
  tx.run(kLockLeased, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const std::pair<std::int64_t, std::int64_t> lease{in.integer(), in.integer()};
    out[positions.at(lease)] = in.string();
  });
  return out;
}

std::optional<Task> find_by_activation(ReadTx& tx, domain::ActivationId activation) {
  return read_optional(tx, kFindByActivation, {number(activation.value)}, read);
}

std::optional<Task> lock(WriteTx& tx, domain::ActivationId activation) {
  return read_optional(tx, kLock, {number(activation.value)}, read);
}

std::optional<Task> lock_alert_task(WriteTx& tx) {
  return read_optional(tx, kLockAlertTask, {}, read);
}

void insert_alert_task(WriteTx& tx, TimePoint due) { tx.queue(kInsertAlertTask, {ms(due)}); }

void remove(WriteTx& tx, TaskId id) { tx.queue(kRemove, {number(id.value)}); }

void reschedule(WriteTx& tx, TaskId id, std::optional<TimePoint> due, int attempts) {
  tx.queue(kSetDue, {due_value(due), number(attempts), number(id.value)});
}

void request_block(WriteTx& tx, TaskId id, std::string_view reason) {
  tx.queue(kRequestBlock, {text(reason), number(id.value)});
}

std::vector<Task> lock_unleased_advances(WriteTx& tx, int limit) {
  return read_all(tx, kLockUnleasedAdvances, {ms(tx.now()), number(limit)}, read);
}

std::vector<Task> lock_parked(WriteTx& tx, int limit) {
  return read_all(tx, kLockParked, {number(limit)}, read);
}

std::int64_t repair_times(WriteTx& tx, Duration lease) {
  return tx.run(kRepairTimes, {ms(tx.now()), ms(tx.now() + 2 * lease),
                               ms(tx.now() + domain::kLongestConfirmDelay),
                               ms(tx.now() + domain::kLongestDelay)});
}

std::int64_t release_all(WriteTx& tx) { return tx.run(kReleaseAll, {ms(tx.now())}); }

Depth depth(ReadTx& tx) {
  Depth out;
  tx.run(kDepth, {}, [&](const Row& row) { out.waiting = RowReader(row).integer(); });
  const std::optional<TimePoint> next = next_due(tx);
  if (next && *next <= tx.now()) out.oldest_due = next;
  return out;
}

std::optional<TimePoint> next_due(ReadTx& tx) { return read_time(tx, kNextDue, {}); }

}  // namespace usher::store::task
