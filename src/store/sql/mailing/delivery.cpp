#include "store/mailing/delivery.hpp"

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::delivery {
namespace {

using domain::AccountId;
using domain::RecipientId;
using domain::SendingId;
using domain::SendingState;

/// The state of a delivery whose lease has not expired. DeliveryState has the other states.
constexpr int kInFlightState = 1;
constexpr auto kInFlight = literal<kInFlightState>;
constexpr auto kRetry = literal<DeliveryState::retry>;
constexpr auto kUnknown = literal<DeliveryState::unknown>;

constexpr Command kLockLeased{
    joined<"SELECT d.sending_id, d.recipient_id, d.lease_token, s.account_id, s.list, "
           "s.message_id, CASE WHEN EXISTS (SELECT 1 FROM message m WHERE m.id = s.message_id "
           "AND m.account_id = s.account_id) THEN 1 ELSE 0 END, s.state "
           "FROM {batch sending:int recipient:int token:int} "
           "JOIN delivery d ON d.sending_id = batch.sending AND d.recipient_id = batch.recipient "
           "AND d.lease_token = batch.token AND d.state = ",
           kInFlight,
           " JOIN sending s ON s.id = d.sending_id "
           "ORDER BY d.sending_id, d.recipient_id {for_update_of d, s}">};
// A worker processes every account's deliveries.
constexpr Command kRemove{
    "DELETE FROM delivery WHERE (sending_id, recipient_id) IN "
    "(SELECT sending, recipient FROM {batch sending:int recipient:int})"};
// A worker processes every account's deliveries.
constexpr Command kUpdateFailed{
    "UPDATE delivery SET state = batch.new_state, attempts = batch.attempts, due_at = batch.due, "
    "lease_token = 0, answer = batch.answer FROM "
    "{batch sending:int recipient:int new_state:int attempts:int due:int answer:text} "
    "WHERE delivery.sending_id = batch.sending AND delivery.recipient_id = batch.recipient"};
constexpr Command kInsert{
    joined<"INSERT INTO delivery (sending_id, recipient_id, account_id, state, attempts, due_at, "
           "lease_token, answer) SELECT sending, recipient, account, ",
           kInFlight,
           ", 1, due, token, '' FROM "
           "{batch sending:int recipient:int account:int due:int token:int} WHERE true "
           "ON CONFLICT DO NOTHING RETURNING recipient_id">};
// A worker processes every account's deliveries.
constexpr Command kClaim{
    joined<"WITH due AS MATERIALIZED (SELECT d.sending_id, d.recipient_id FROM delivery d "
           "JOIN sending s ON s.id = d.sending_id AND s.state = ",
           literal<SendingState::immediate>, " WHERE d.due_at <= $1 AND d.state = ", kRetry,
           " ORDER BY d.due_at LIMIT $2 {skip_locked}) UPDATE delivery SET state = ", kInFlight,
           ", lease_token = $3, due_at = $4, attempts = attempts + 1 "
           "WHERE (sending_id, recipient_id) IN (SELECT sending_id, recipient_id FROM due) "
           "RETURNING sending_id, recipient_id, attempts">};
// The result of an interrupted delivery is unknown: the mail server may have accepted the mail.
constexpr auto kSetUnknown =
    piece<"UPDATE delivery SET state = ", kUnknown,
          ", due_at = NULL, lease_token = 0, "
          "answer = 'the server ended while the mail was in flight' WHERE state = ",
          kInFlight, " ">;
constexpr Command kExpire{joined<kSetUnknown, "AND due_at <= $1 RETURNING sending_id">};
constexpr Command kExpireFar{joined<kSetUnknown, "AND due_at > $1 RETURNING sending_id">};
constexpr Command kExpireAll{joined<kSetUnknown, "AND due_at IS NOT NULL RETURNING sending_id">};
// A worker processes every account's deliveries.
constexpr Command kRepairTimes{
    joined<"UPDATE delivery SET due_at = $1 WHERE state = ", kRetry, " AND due_at > $2">};
// A worker processes every account's deliveries.
constexpr Query kNextDue{"SELECT min(due_at) FROM delivery WHERE due_at IS NOT NULL"};
constexpr Command kLockEmailsSent{"SELECT emails_sent FROM account WHERE id = $1 {for_update}"};
constexpr Command kAddEmailsSent{
    "UPDATE account SET emails_sent = account.emails_sent + batch.more FROM "
    "{batch account:int more:int} WHERE account.id = batch.account"};

using LeaseKey = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

void count(std::map<SendingId, std::int64_t>& counts, const Row& row) {
  ++counts[SendingId{RowReader(row).integer()}];
}

}  // namespace

std::vector<std::optional<LeasedDelivery>> lock_leased(WriteTx& tx, std::span<const Lease> mails) {
  std::vector<std::optional<LeasedDelivery>> out(mails.size());
  if (mails.empty()) return out;
  Batch batch(3);
  std::map<LeaseKey, std::size_t> positions;
  for (std::size_t i = 0; i < mails.size(); ++i) {
    const Lease& mail = mails[i];
    batch.add({number(mail.sending.value), number(mail.recipient.value), number(mail.lease_token)});
    positions.emplace(LeaseKey(mail.sending.value, mail.recipient.value, mail.lease_token), i);
  }
  tx.run(kLockLeased, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const LeaseKey key{in.integer(), in.integer(), in.integer()};
    LeasedDelivery delivery{{in.integer()}, in.integer(), in.integer(), in.flag()};
    const auto state = in.as<SendingState>();
    delivery.sending_is_active = state == SendingState::immediate;
    delivery.sending_is_deleted = state == SendingState::deleted;
    out[positions.at(key)] = delivery;
  });
  return out;
}

void remove(WriteTx& tx, std::span<const Lease> mails) {
  if (mails.empty()) return;
  Batch batch(2);
  for (const Lease& mail : mails) {
    batch.add({number(mail.sending.value), number(mail.recipient.value)});
  }
  tx.run(kRemove, batch);
}

void update_failed(WriteTx& tx, std::span<const Failed> mails) {
  if (mails.empty()) return;
  Batch batch(6);
  for (const Failed& mail : mails) {
    batch.add({number(mail.sending.value), number(mail.recipient.value),
               number(static_cast<int>(mail.state)), number(mail.attempts),
               mail.due ? ms(*mail.due) : Value{}, text(mail.answer)});
  }
  tx.run(kUpdateFailed, batch);
}

std::vector<RecipientId> insert(WriteTx& tx, const domain::Sending& sending,
                                std::span<const RecipientId> recipients, TimePoint lease_until,
                                std::int64_t lease_token) {
  std::vector<RecipientId> out;
  if (recipients.empty()) return out;
  Batch batch(5);
  for (const RecipientId recipient : recipients) {
    batch.add({number(sending.id.value), number(recipient.value), number(sending.account.value),
               ms(lease_until), number(lease_token)});
  }
  tx.run(kInsert, batch, {}, [&](const Row& row) { out.push_back({RowReader(row).integer()}); });
  return out;
}

std::vector<Retry> claim(WriteTx& tx, int limit, TimePoint lease_until, std::int64_t lease_token) {
  std::vector<Retry> out;
  tx.run(kClaim, {ms(tx.now()), number(limit), number(lease_token), ms(lease_until)},
         [&](const Row& row) {
           RowReader in(row);
           out.push_back({{in.integer()}, {in.integer()}, in.as<int>()});
         });
  return out;
}

std::map<SendingId, std::int64_t> expire(WriteTx& tx, Duration lease) {
  std::map<SendingId, std::int64_t> out;
  const auto note = [&](const Row& row) { count(out, row); };
  tx.run(kExpire, {ms(tx.now())}, note);
  tx.run(kExpireFar, {ms(tx.now() + 2 * lease)}, note);
  return out;
}

std::map<SendingId, std::int64_t> expire_all(WriteTx& tx) {
  std::map<SendingId, std::int64_t> out;
  tx.run(kExpireAll, {}, [&](const Row& row) { count(out, row); });
  return out;
}

void repair_times(WriteTx& tx) {
  tx.run(kRepairTimes, {ms(tx.now()), ms(tx.now() + domain::kLongestDelay)});
}

std::optional<TimePoint> next_due(ReadTx& tx) { return read_time(tx, kNextDue, {}); }

std::int64_t lock_emails_sent(WriteTx& tx, AccountId account) {
  return read_integer(tx, kLockEmailsSent, {number(account.value)});
}

void add_emails_sent(WriteTx& tx, const std::map<AccountId, std::int64_t>& changes) {
  Batch batch(2);
  for (const auto& [account, more] : changes) {
    if (more != 0) batch.add({number(account.value), number(more)});
  }
  if (!batch.empty()) tx.run(kAddEmailsSent, batch);
}

}  // namespace usher::store::delivery
