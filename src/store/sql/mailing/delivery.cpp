#include "store/mailing/delivery.hpp"

namespace usher::store::delivery {
namespace {

using domain::AccountId;
using domain::RecipientId;
using domain::SendingId;

constexpr Command kHeld{
    "SELECT d.sending_id, d.recipient_id, d.lease_token, s.account_id, s.list, s.message_id, "
    "s.state, CASE WHEN EXISTS (SELECT 1 FROM message m WHERE m.id = s.message_id "
    "AND m.account_id = s.account_id) THEN 1 ELSE 0 END "
    "FROM {batch sending:int recipient:int token:int} "
    "JOIN delivery d ON d.sending_id = batch.sending AND d.recipient_id = batch.recipient "
    "AND d.lease_token = batch.token AND d.state = 1 JOIN sending s ON s.id = d.sending_id "
    "ORDER BY d.sending_id, d.recipient_id {for_update_of d, s}"};
// A worker's, whosever account it is.
constexpr Command kEnd{
    "DELETE FROM delivery WHERE (sending_id, recipient_id) IN "
    "(SELECT sending, recipient FROM {batch sending:int recipient:int})"};
// A worker's, whosever account it is.
constexpr Command kFail{
    "UPDATE delivery SET state = batch.new_state, attempts = batch.attempts, due_at = batch.due, "
    "lease_token = 0, answer = batch.answer FROM "
    "{batch sending:int recipient:int new_state:int attempts:int due:int answer:text} "
    "WHERE delivery.sending_id = batch.sending AND delivery.recipient_id = batch.recipient"};
constexpr Command kInsert{
    "INSERT INTO delivery (sending_id, recipient_id, account_id, state, attempts, due_at, "
    "lease_token, answer) SELECT sending, recipient, account, 1, 1, due, token, '' FROM "
    "{batch sending:int recipient:int account:int due:int token:int} WHERE true "
    "ON CONFLICT DO NOTHING RETURNING recipient_id"};
// A worker's, whosever account it is.
constexpr Command kClaim{
    "WITH due AS MATERIALIZED (SELECT d.sending_id, d.recipient_id FROM delivery d "
    "JOIN sending s ON s.id = d.sending_id AND s.state = 3 "
    "WHERE d.due_at <= $1 AND d.state = 2 ORDER BY d.due_at LIMIT $2 {skip_locked}) "
    "UPDATE delivery SET state = 1, lease_token = $3, due_at = $4, attempts = attempts + 1 "
    "WHERE (sending_id, recipient_id) IN (SELECT sending_id, recipient_id FROM due) "
    "RETURNING sending_id, recipient_id, attempts"};
#define USHER_BECOMES_UNCERTAIN                                     \
  "UPDATE delivery SET state = 3, due_at = NULL, lease_token = 0, " \
  "answer = 'the server ended while it was under way' WHERE state = 1 "
constexpr Command kExpire{USHER_BECOMES_UNCERTAIN "AND due_at <= $1 RETURNING sending_id"};
constexpr Command kExpireFar{USHER_BECOMES_UNCERTAIN "AND due_at > $1 RETURNING sending_id"};
constexpr Command kExpireAll{USHER_BECOMES_UNCERTAIN "AND due_at IS NOT NULL RETURNING sending_id"};
#undef USHER_BECOMES_UNCERTAIN
// A worker's, whosever account it is.
constexpr Command kRepair{"UPDATE delivery SET due_at = $1 WHERE state = 2 AND due_at > $2"};
// A worker's, whosever account it is.
constexpr Query kNextDue{"SELECT min(due_at) FROM delivery WHERE due_at IS NOT NULL"};
constexpr Command kTakeMails{"SELECT emails_sent FROM account WHERE id = $1 {for_update}"};
constexpr Command kCountMails{
    "UPDATE account SET emails_sent = account.emails_sent + batch.more FROM {batch account:int "
    "more:int} "
    "WHERE account.id = batch.account"};

using Places = std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::size_t>;

void count(std::map<SendingId, std::int64_t>& counts, const Row& row) {
  ++counts[SendingId{row.integer(0)}];
}

}  // namespace

std::vector<std::optional<LeasedDelivery>> lock_leased(WriteTx& tx, std::span<const Lease> mails) {
  std::vector<std::optional<LeasedDelivery>> out(mails.size());
  if (mails.empty()) return out;
  Batch batch(3);
  Places places;
  for (std::size_t i = 0; i < mails.size(); ++i) {
    const Lease& mail = mails[i];
    batch.add({number(mail.sending.value), number(mail.recipient.value), number(mail.lease_token)});
    places.emplace(std::tuple(mail.sending.value, mail.recipient.value, mail.lease_token), i);
  }
  tx.run(kHeld, batch, {}, [&](const Row& row) {
    out[places.at({row.integer(0), row.integer(1), row.integer(2)})] =
        LeasedDelivery{{row.integer(3)},
                       row.integer(4),
                       row.integer(5),
                       row.integer(7) != 0,
                       row.integer(6) == static_cast<int>(domain::SendingState::immediate),
                       row.integer(6) == static_cast<int>(domain::SendingState::deleted)};
  });
  return out;
}

void remove(WriteTx& tx, std::span<const Lease> mails) {
  if (mails.empty()) return;
  Batch batch(2);
  for (const Lease& mail : mails) {
    batch.add({number(mail.sending.value), number(mail.recipient.value)});
  }
  tx.run(kEnd, batch);
}

void update_failed(WriteTx& tx, std::span<const Failed> mails) {
  if (mails.empty()) return;
  Batch batch(6);
  for (const Failed& mail : mails) {
    batch.add({number(mail.sending.value), number(mail.recipient.value),
               number(static_cast<int>(mail.state)), number(mail.attempts),
               mail.due ? ms(*mail.due) : Value{}, text(mail.answer)});
  }
  tx.run(kFail, batch);
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
  tx.run(kInsert, batch, {}, [&](const Row& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<Retry> claim(WriteTx& tx, int most, TimePoint lease_until, std::int64_t lease_token) {
  std::vector<Retry> out;
  tx.run(kClaim, {ms(tx.now()), number(most), number(lease_token), ms(lease_until)},
         [&](const Row& row) {
           out.push_back({{row.integer(0)}, {row.integer(1)}, static_cast<int>(row.integer(2))});
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
  tx.run(kRepair, {ms(tx.now()), ms(tx.now() + domain::kLongestDelay)});
}

std::optional<TimePoint> next_due(ReadTx& tx) {
  std::optional<TimePoint> out;
  tx.run(kNextDue, {}, [&](const Row& row) {
    if (!row.is_null(0)) out = from_ms(row.integer(0));
  });
  return out;
}

std::int64_t lock_emails_sent(WriteTx& tx, AccountId account) {
  std::int64_t out = 0;
  tx.run(kTakeMails, {number(account.value)}, [&](const Row& row) { out = row.integer(0); });
  return out;
}

void add_emails_sent(WriteTx& tx, const std::map<AccountId, std::int64_t>& changes) {
  Batch batch(2);
  for (const auto& [account, more] : changes) {
    if (more != 0) batch.add({number(account.value), number(more)});
  }
  if (!batch.empty()) tx.run(kCountMails, batch);
}

}  // namespace usher::store::delivery
