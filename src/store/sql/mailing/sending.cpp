#include "store/mailing/sending.hpp"

#include "store/mailing/delivery.hpp"
#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::sending {
namespace {

using domain::AccountId;
using domain::Sending;
using domain::SendingId;
using domain::SendingState;

constexpr SqlText kColumns{
    "s.id, s.account_id, s.list, s.message_id, s.audience, s.audience_id, s.state, "
    "s.sender_name, s.sender_address, s.created_at, s.due_at, s.started_at, s.ended_at, "
    "s.reached, s.exhausted, s.sent, s.bytes, s.fields"};
constexpr SqlText kDescription{", COALESCE(m.subject, ''), COALESCE(m.notes, '')"};
constexpr SqlText kWithMessage{
    "sending s LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id "};
constexpr auto kDeferred = literal<SendingState::deferred>;
constexpr auto kImmediate = literal<SendingState::immediate>;
constexpr auto kDone = literal<SendingState::done>;
constexpr auto kStopped = literal<SendingState::stopped>;
constexpr auto kDeleted = literal<SendingState::deleted>;
constexpr auto kRetry = literal<delivery::DeliveryState::retry>;

constexpr Command kInsert{
    "INSERT INTO sending (account_id, list, message_id, audience, audience_id, state, "
    "sender_name, sender_address, created_at, due_at, fields) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"};
constexpr Command kLock{
    joined<"SELECT ", kColumns,
           " FROM sending s WHERE s.id = $1 AND s.account_id = $2 AND s.state <> ", kDeleted,
           " {for_update}">};
// A worker processes every account's sendings.
constexpr Query kFind{joined<"SELECT ", kColumns, " FROM sending s WHERE s.id = $1">};
constexpr Query kDescribe{
    joined<"SELECT ", kColumns, kDescription, " FROM ", kWithMessage,
           "WHERE s.id = $1 AND s.account_id = $2 AND s.state <> ", kDeleted>};
constexpr Command kSchedule{
    "UPDATE sending SET state = $1, due_at = $2, ended_at = NULL WHERE id = $3 "
    "AND account_id = $4"};
constexpr Command kResumeDeliveries{
    joined<"UPDATE delivery SET due_at = $1 WHERE sending_id = $2 AND account_id = $3 "
           "AND state = ",
           kRetry>};
constexpr Command kRemoveRetries{
    joined<"DELETE FROM delivery WHERE sending_id = $1 AND account_id = $2 AND state = ", kRetry,
           " RETURNING 1">};
constexpr Command kStop{joined<"UPDATE sending SET state = ", kStopped,
                               ", due_at = NULL, stop_requested_at = $1 WHERE id = $2 "
                               "AND account_id = $3">};
constexpr Command kHalt{joined<"UPDATE sending SET state = ", kStopped,
                               ", due_at = NULL WHERE id = $1 AND account_id = $2">};
constexpr Command kRemove{joined<"UPDATE sending SET state = ", kDeleted,
                                 ", due_at = NULL, ended_at = $1, in_flight = in_flight - $2 "
                                 "WHERE id = $3 AND account_id = $4">};
constexpr Command kParkDeliveries{
    joined<"UPDATE delivery SET due_at = NULL WHERE sending_id = $1 AND account_id = $2 "
           "AND state = ",
           kRetry>};
constexpr Query kLastStop{"SELECT max(stop_requested_at) FROM sending WHERE account_id = $1"};
constexpr Query kLastRemoval{
    joined<"SELECT max(ended_at) FROM sending WHERE account_id = $1 AND state = ", kDeleted>};
constexpr Command kClaim{
    joined<"SELECT ", kColumns, " FROM sending s WHERE s.due_at <= $1 AND s.state IN (", kDeferred,
           ", ", kImmediate, ") ORDER BY s.due_at, s.id LIMIT $2 {skip_locked}">};
// A worker processes every account's sendings.
constexpr Command kAdvance{
    "UPDATE sending SET state = $1, reached = $2, exhausted = $3, due_at = $4, "
    "in_flight = in_flight + $5, started_at = COALESCE(started_at, $6), sender_name = $7, "
    "sender_address = $8 WHERE id = $9"};
// A worker processes every account's sendings.
constexpr Command kPostpone{"UPDATE sending SET due_at = $1 WHERE id = $2"};
// A worker processes every account's sendings.
constexpr Command kCount{
    "UPDATE sending SET sent = sending.sent + batch.sent, failed = sending.failed + batch.failed, "
    "unknown = sending.unknown + batch.unknown, bytes = sending.bytes + batch.bytes, "
    "in_flight = sending.in_flight - batch.closed "
    "FROM {batch id:int sent:int failed:int unknown:int bytes:int closed:int} "
    "WHERE sending.id = batch.id"};
constexpr Command kFinish{
    joined<"UPDATE sending SET state = ", kDone,
           ", due_at = NULL, ended_at = batch.now "
           "FROM {batch id:int now:int} WHERE sending.id = batch.id AND sending.state = ",
           kImmediate,
           " AND sending.exhausted = 1 AND sending.in_flight = 0 RETURNING account_id, "
           "message_id">};
constexpr Command kSetMessageSent{
    "UPDATE message SET sent_at = batch.now FROM {batch account:int message:int now:int} "
    "WHERE message.id = batch.message AND message.account_id = batch.account"};
// A worker processes every account's sendings.
constexpr Query kNextDue{"SELECT min(due_at) FROM sending WHERE due_at IS NOT NULL"};

constexpr auto kQueueColumns = columns_of<domain::kSendingProperties>({
    {"Id", "s.id"},
    {"IdList", "s.list"},
    {"IdMessage", "s.message_id"},
    {"Notes", "COALESCE(m.notes, '')"},
    {"Subject", "COALESCE(m.subject, '')"},
});
constexpr PageSource kQueue{joined<kColumns, kDescription>,
                            joined<kWithMessage, "WHERE s.account_id = $1 AND s.state = $2">,
                            "s.id DESC",
                            {kQueueColumns}};
constexpr auto kHistoryColumns = columns_of<domain::kSendHistoryProperties>({
    {"Recipients", "s.sent"},
    {"SenderEmail", "s.sender_address"},
    {"SenderName", "s.sender_name"},
    {"idMessage", "s.message_id"},
});
constexpr PageSource kHistory{
    joined<kColumns>,
    "sending s WHERE s.account_id = $1 AND s.message_id = $2 AND s.started_at IS NOT NULL",
    "s.id DESC",
    {kHistoryColumns}};

Sending read(RowReader& in) {
  Sending out;
  out.id = {in.integer()};
  out.account = {in.integer()};
  out.list = in.integer();
  out.message = in.integer();
  out.audience = in.as<domain::Audience>();
  out.audience_id = in.integer();
  out.state = in.as<SendingState>();
  out.sender_name = in.text();
  out.sender_address = in.text();
  out.created_at = in.time();
  out.due_at = in.optional_time();
  out.started_at = in.optional_time();
  out.ended_at = in.optional_time();
  out.reached = in.integer();
  out.exhausted = in.flag();
  out.sent = in.integer();
  out.bytes = in.integer();
  const std::string_view fields = in.text();
  if (!fields.empty()) out.fields = domain::parse_fields(fields);
  return out;
}

Described read_described(RowReader& in) { return {read(in), in.string(), in.string()}; }

Value time_value(const std::optional<TimePoint>& time) { return time ? ms(*time) : Value{}; }

}  // namespace

SendingId insert(WriteTx& tx, const NewSending& sending) {
  SendingId out;
  const std::string fields = sending.fields.empty() ? "" : domain::fields_text(sending.fields);
  tx.run(kInsert,
         {number(sending.account.value), number(sending.list), number(sending.message),
          number(static_cast<int>(sending.audience)), number(sending.audience_id),
          number(static_cast<int>(sending.state)), text(sending.sender_name),
          text(sending.sender_address), ms(tx.now()), time_value(sending.due), text(fields)},
         [&](const Row& row) { out = {RowReader(row).integer()}; });
  if (sending.due) tx.wake_workers();
  return out;
}

std::optional<Sending> lock(WriteTx& tx, AccountId account, SendingId id) {
  return read_optional(tx, kLock, {number(id.value), number(account.value)}, read);
}

std::optional<Sending> find(ReadTx& tx, SendingId id) {
  return read_optional(tx, kFind, {number(id.value)}, read);
}

void schedule(WriteTx& tx, AccountId account, SendingId id, SendingState state, TimePoint due) {
  const Value owner = number(account.value);
  tx.run(kSchedule, {number(static_cast<int>(state)), ms(due), number(id.value), owner});
  if (state == SendingState::immediate) {
    tx.run(kResumeDeliveries, {ms(due), number(id.value), owner});
  } else {
    tx.run(kParkDeliveries, {number(id.value), owner});
  }
  tx.wake_workers();
}

void stop(WriteTx& tx, AccountId account, SendingId id) {
  tx.run(kStop, {ms(tx.now()), number(id.value), number(account.value)});
  tx.run(kParkDeliveries, {number(id.value), number(account.value)});
}

void resume(WriteTx& tx, const Sending& sending) {
  tx.run(kResumeDeliveries,
         {ms(tx.now()), number(sending.id.value), number(sending.account.value)});
}

std::int64_t remove(WriteTx& tx, AccountId account, SendingId id) {
  std::int64_t removed = 0;
  tx.run(kRemoveRetries, {number(id.value), number(account.value)}, [&](const Row&) { ++removed; });
  tx.run(kRemove, {ms(tx.now()), number(removed), number(id.value), number(account.value)});
  return removed;
}

void halt(WriteTx& tx, AccountId account, SendingId id) {
  tx.run(kHalt, {number(id.value), number(account.value)});
  tx.run(kParkDeliveries, {number(id.value), number(account.value)});
}

std::optional<TimePoint> last_stop(ReadTx& tx, AccountId account) {
  return read_time(tx, kLastStop, {number(account.value)});
}

std::optional<TimePoint> last_removal(ReadTx& tx, AccountId account) {
  return read_time(tx, kLastRemoval, {number(account.value)});
}

std::optional<Described> describe(ReadTx& tx, AccountId account, SendingId id) {
  return read_optional(tx, kDescribe, {number(id.value), number(account.value)}, read_described);
}

domain::ResultPage<Described> queue(ReadTx& tx, AccountId account, SendingState state,
                                    const domain::PageQuery& query) {
  return page_of(tx, kQueue, {number(account.value), number(static_cast<int>(state))}, query,
                 read_described);
}

domain::ResultPage<Sending> history(ReadTx& tx, AccountId account, std::int64_t message,
                                    const domain::PageQuery& query) {
  return page_of(tx, kHistory, {number(account.value), number(message)}, query, read);
}

std::vector<Sending> claim(WriteTx& tx, int limit) {
  return read_all(tx, kClaim, {ms(tx.now()), number(limit)}, read);
}

void advance(WriteTx& tx, const Sending& sending, std::optional<TimePoint> due,
             std::int64_t created) {
  tx.run(kAdvance,
         {number(static_cast<int>(sending.state)), number(sending.reached), flag(sending.exhausted),
          time_value(due), number(created), ms(tx.now()), text(sending.sender_name),
          text(sending.sender_address), number(sending.id.value)});
}

void postpone(WriteTx& tx, SendingId id, TimePoint due) {
  tx.run(kPostpone, {ms(due), number(id.value)});
}

void settle(WriteTx& tx, std::span<const Change> changes) {
  if (changes.empty()) return;
  Batch counts(6);
  Batch ends(2);
  for (const Change& change : changes) {
    counts.add({number(change.id.value), number(change.sent), number(change.failed),
                number(change.unknown), number(change.bytes), number(change.closed)});
    ends.add({number(change.id.value), ms(tx.now())});
  }
  tx.run(kCount, counts);
  Batch messages(3);
  tx.run(kFinish, ends, {}, [&](const Row& row) {
    RowReader in(row);
    messages.add({number(in.integer()), number(in.integer()), ms(tx.now())});
  });
  if (!messages.empty()) tx.run(kSetMessageSent, messages);
}

std::optional<TimePoint> next_due(ReadTx& tx) { return read_time(tx, kNextDue, {}); }

}  // namespace usher::store::sending
