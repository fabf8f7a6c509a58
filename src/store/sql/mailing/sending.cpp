#include "store/mailing/sending.hpp"

#include "store/result_page.hpp"

namespace usher::store::sending {
namespace {

using domain::AccountId;
using domain::Sending;
using domain::SendingId;
using domain::SendingState;

#define USHER_SENDING_COLUMNS                                                           \
  "s.id, s.account_id, s.list, s.message_id, s.audience, s.audience_id, s.state, "      \
  "s.sender_name, s.sender_address, s.created_at, s.due_at, s.started_at, s.ended_at, " \
  "s.reached, s.exhausted, s.sent, s.bytes, s.fields"
#define USHER_SENDING_MESSAGE \
  "sending s LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id "

constexpr Command kInsert{
    "INSERT INTO sending (account_id, list, message_id, audience, audience_id, state, "
    "sender_name, sender_address, created_at, due_at, fields) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"};
constexpr Command kLock{
    "SELECT " USHER_SENDING_COLUMNS
    " FROM sending s WHERE s.id = $1 AND s.account_id = $2 AND s.state <> 6 {for_update}"};
constexpr Query kFind{"SELECT " USHER_SENDING_COLUMNS " FROM sending s WHERE s.id = $1"};
constexpr Query kDescribe{"SELECT " USHER_SENDING_COLUMNS
                          ", COALESCE(m.subject, ''), COALESCE(m.notes, '') "
                          "FROM " USHER_SENDING_MESSAGE
                          "WHERE s.id = $1 AND s.account_id = $2 AND s.state <> 6"};
constexpr Command kSchedule{
    "UPDATE sending SET state = $1, due_at = $2, ended_at = NULL WHERE id = $3 "
    "AND account_id = $4"};
constexpr Command kGoOn{
    "UPDATE delivery SET due_at = $1 WHERE sending_id = $2 AND account_id = $3 AND state = 2"};
constexpr Command kDropWaiting{
    "DELETE FROM delivery WHERE sending_id = $1 AND account_id = $2 AND state = 2 RETURNING 1"};
constexpr Command kStop{
    "UPDATE sending SET state = 5, due_at = NULL, stop_requested_at = $1 WHERE id = $2 "
    "AND account_id = $3"};
constexpr Command kHalt{
    "UPDATE sending SET state = 5, due_at = NULL WHERE id = $1 AND account_id = $2"};
constexpr Command kRemove{
    "UPDATE sending SET state = 6, due_at = NULL, ended_at = $1, in_flight = in_flight - $2 "
    "WHERE id = $3 AND account_id = $4"};
constexpr Command kPark{
    "UPDATE delivery SET due_at = NULL WHERE sending_id = $1 AND account_id = $2 AND state = 2"};
constexpr Query kLastStop{"SELECT max(stop_requested_at) FROM sending WHERE account_id = $1"};
constexpr Query kLastRemoval{
    "SELECT max(ended_at) FROM sending WHERE account_id = $1 AND state = 6"};
constexpr Command kClaim{
    "SELECT " USHER_SENDING_COLUMNS
    " FROM sending s WHERE s.due_at <= $1 AND s.state IN (2, 3) ORDER BY s.due_at, s.id LIMIT $2 "
    "{skip_locked}"};
// A worker's, whosever account it is.
constexpr Command kAdvance{
    "UPDATE sending SET state = $1, reached = $2, exhausted = $3, due_at = $4, "
    "in_flight = in_flight + $5, started_at = COALESCE(started_at, $6), sender_name = $7, "
    "sender_address = $8 WHERE id = $9"};
// A worker's, whosever account it is.
constexpr Command kPostpone{"UPDATE sending SET due_at = $1 WHERE id = $2"};
// A worker's, whosever account it is.
constexpr Command kCount{
    "UPDATE sending SET sent = sending.sent + batch.sent, failed = sending.failed + batch.failed, "
    "unknown = sending.unknown + batch.unknown, bytes = sending.bytes + batch.bytes, "
    "in_flight = sending.in_flight - batch.closed "
    "FROM {batch id:int sent:int failed:int unknown:int bytes:int closed:int} "
    "WHERE sending.id = batch.id"};
constexpr Command kFinish{
    "UPDATE sending SET state = 4, due_at = NULL, ended_at = batch.now "
    "FROM {batch id:int now:int} WHERE sending.id = batch.id AND sending.state = 3 "
    "AND sending.exhausted = 1 AND sending.in_flight = 0 RETURNING account_id, message_id"};
constexpr Command kMessageSent{
    "UPDATE message SET sent_at = batch.now FROM {batch account:int message:int now:int} "
    "WHERE message.id = batch.message AND message.account_id = batch.account"};
constexpr Query kNextDue{"SELECT min(due_at) FROM sending WHERE due_at IS NOT NULL"};

constexpr std::array<FilterColumn, domain::kSendingProperties.size()> kQueueColumns = {{
    {"s.id"},
    {"s.list"},
    {"s.message_id"},
    {"COALESCE(m.notes, '')"},
    {"COALESCE(m.subject, '')"},
}};
constexpr PageSource kQueue{USHER_SENDING_COLUMNS
                            ", COALESCE(m.subject, ''), COALESCE(m.notes, '')",
                            USHER_SENDING_MESSAGE "WHERE s.account_id = $1 AND s.state = $2",
                            "s.id DESC",
                            {kQueueColumns}};
constexpr std::array<FilterColumn, domain::kSendHistoryProperties.size()> kHistoryColumns = {{
    {"s.sent"},
    {"s.sender_address"},
    {"s.sender_name"},
    {"s.message_id"},
}};
constexpr PageSource kHistory{
    USHER_SENDING_COLUMNS,
    "sending s WHERE s.account_id = $1 AND s.message_id = $2 AND s.started_at IS NOT NULL",
    "s.id DESC",
    {kHistoryColumns}};

std::optional<TimePoint> time_at(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_ms(row.integer(column));
}

Sending read(const Row& row) {
  Sending out;
  out.id = {row.integer(0)};
  out.account = {row.integer(1)};
  out.list = row.integer(2);
  out.message = row.integer(3);
  out.audience = static_cast<domain::Audience>(row.integer(4));
  out.audience_id = row.integer(5);
  out.state = static_cast<SendingState>(row.integer(6));
  out.sender_name = row.text(7);
  out.sender_address = row.text(8);
  out.created_at = from_ms(row.integer(9));
  out.due_at = time_at(row, 10);
  out.started_at = time_at(row, 11);
  out.ended_at = time_at(row, 12);
  out.reached = row.integer(13);
  out.exhausted = row.integer(14) != 0;
  out.sent = row.integer(15);
  out.bytes = row.integer(16);
  if (!row.text(17).empty()) out.fields = domain::parse_fields(row.text(17));
  return out;
}

Described read_described(const Row& row) {
  return {read(row), std::string(row.text(18)), std::string(row.text(19))};
}

Value time_value(const std::optional<TimePoint>& time) { return time ? ms(*time) : Value{}; }

std::optional<TimePoint> one_time(auto& tx, const auto& statement,
                                  std::initializer_list<Value> values) {
  std::optional<TimePoint> out;
  tx.run(statement, values, [&](const Row& row) { out = time_at(row, 0); });
  return out;
}

}  // namespace

SendingId insert(WriteTx& tx, const NewSending& sending) {
  SendingId out;
  const std::string fields = sending.fields.empty() ? "" : domain::fields_text(sending.fields);
  tx.run(kInsert,
         {number(sending.account.value), number(sending.list), number(sending.message),
          number(static_cast<int>(sending.audience)), number(sending.audience_id),
          number(static_cast<int>(sending.state)), text(sending.sender_name),
          text(sending.sender_address), ms(tx.now()), time_value(sending.due), text(fields)},
         [&](const Row& row) { out = {row.integer(0)}; });
  if (sending.due) tx.wake_workers();
  return out;
}

std::optional<Sending> lock(WriteTx& tx, AccountId account, SendingId id) {
  std::optional<Sending> out;
  tx.run(kLock, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read(row); });
  return out;
}

std::optional<Sending> find(ReadTx& tx, SendingId id) {
  std::optional<Sending> out;
  tx.run(kFind, {number(id.value)}, [&](const Row& row) { out = read(row); });
  return out;
}

void schedule(WriteTx& tx, AccountId account, SendingId id, SendingState state, TimePoint due) {
  const Value owner = number(account.value);
  tx.run(kSchedule, {number(static_cast<int>(state)), ms(due), number(id.value), owner});
  if (state == SendingState::immediate) {
    tx.run(kGoOn, {ms(due), number(id.value), owner});
  } else {
    tx.run(kPark, {number(id.value), owner});
  }
  tx.wake_workers();
}

void stop(WriteTx& tx, AccountId account, SendingId id) {
  tx.run(kStop, {ms(tx.now()), number(id.value), number(account.value)});
  tx.run(kPark, {number(id.value), number(account.value)});
}

void resume(WriteTx& tx, const Sending& sending) {
  tx.run(kGoOn, {ms(tx.now()), number(sending.id.value), number(sending.account.value)});
}

std::int64_t remove(WriteTx& tx, AccountId account, SendingId id) {
  std::int64_t dropped = 0;
  tx.run(kDropWaiting, {number(id.value), number(account.value)}, [&](const Row&) { ++dropped; });
  tx.run(kRemove, {ms(tx.now()), number(dropped), number(id.value), number(account.value)});
  return dropped;
}

void halt(WriteTx& tx, AccountId account, SendingId id) {
  tx.run(kHalt, {number(id.value), number(account.value)});
  tx.run(kPark, {number(id.value), number(account.value)});
}

std::optional<TimePoint> last_stop(ReadTx& tx, AccountId account) {
  return one_time(tx, kLastStop, {number(account.value)});
}

std::optional<TimePoint> last_removal(ReadTx& tx, AccountId account) {
  return one_time(tx, kLastRemoval, {number(account.value)});
}

std::optional<Described> describe(ReadTx& tx, AccountId account, SendingId id) {
  std::optional<Described> out;
  tx.run(kDescribe, {number(id.value), number(account.value)},
         [&](const Row& row) { out = read_described(row); });
  return out;
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

std::vector<Sending> claim(WriteTx& tx, int most) {
  std::vector<Sending> out;
  tx.run(kClaim, {ms(tx.now()), number(most)}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

void advance(WriteTx& tx, const Sending& sending, std::optional<TimePoint> due,
             std::int64_t taken_up) {
  tx.run(kAdvance,
         {number(static_cast<int>(sending.state)), number(sending.reached), flag(sending.exhausted),
          time_value(due), number(taken_up), ms(tx.now()), text(sending.sender_name),
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
    messages.add({number(row.integer(0)), number(row.integer(1)), ms(tx.now())});
  });
  if (!messages.empty()) tx.run(kMessageSent, messages);
}

std::optional<TimePoint> next_due(ReadTx& tx) { return one_time(tx, kNextDue, {}); }

}  // namespace usher::store::sending
