#include "store/opt_out.hpp"

namespace usher::store::opt_out {
namespace {

using domain::Subscription;

constexpr Statement kFind{
    "SELECT status FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id = $3"};
constexpr Statement kTake{
    "SELECT status FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id = $3 "
    "{for_update}"};
constexpr Statement kEnd{
    "UPDATE subscription SET status = 2, out_at = $1, out_type = $2, out_message = $3 "
    "WHERE account_id = $4 AND list = $5 AND recipient_id = $6"};
constexpr Statement kInsertEnded{
    "INSERT INTO subscription (account_id, list, recipient_id, status, asked_ip, out_at, out_type, "
    "out_message) VALUES ($1, $2, $3, 2, '', $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr Statement kConfirm{
    "UPDATE subscription SET status = 1, in_at = $1 "
    "WHERE account_id = $2 AND list = $3 AND recipient_id = $4"};
constexpr Statement kCount{
    "UPDATE mailing_list SET subscribed = subscribed + $1, unsubscribed = unsubscribed + $2, "
    "pending = pending + $3 WHERE account_id = $4 AND number = $5"};

std::optional<Subscription> status(Tx& tx, const Statement& statement, const Place& place) {
  std::optional<Subscription> out;
  tx.run(statement,
         {number(place.account.value), number(place.list), number(place.recipient.value)},
         [&](const Row& row) { out = static_cast<Subscription>(row.integer(0)); });
  return out;
}

void count(Tx& tx, const Place& place, std::optional<Subscription> from, Subscription to) {
  const auto change = [&](Subscription status) {
    return number((to == status ? 1 : 0) - (from == status ? 1 : 0));
  };
  tx.run(kCount, {change(Subscription::subscribed), change(Subscription::unsubscribed),
                  change(Subscription::pending), number(place.account.value), number(place.list)});
}

Value message_value(std::int64_t message) { return message == 0 ? Value{} : number(message); }

}  // namespace

bool end(Tx& tx, const Place& place, domain::OptOut why, std::int64_t message) {
  const auto now = status(tx, kTake, place);
  const Value type = number(static_cast<int>(why));
  const Value account = number(place.account.value);
  const Value list = number(place.list);
  const Value recipient = number(place.recipient.value);
  if (now == Subscription::unsubscribed) return false;
  if (now) {
    tx.run(kEnd, {ms(tx.now()), type, message_value(message), account, list, recipient});
  } else {
    if (why != domain::OptOut::recipient) return false;
    const auto made = tx.run(
        kInsertEnded, {account, list, recipient, ms(tx.now()), type, message_value(message)});
    if (made == 0) return false;
  }
  count(tx, place, now, Subscription::unsubscribed);
  return true;
}

std::optional<Subscription> find(Tx& tx, const Place& place) { return status(tx, kFind, place); }

std::optional<Subscription> confirm(Tx& tx, const Place& place) {
  const auto before = status(tx, kTake, place);
  if (before != Subscription::pending) return before;
  tx.run(kConfirm, {ms(tx.now()), number(place.account.value), number(place.list),
                    number(place.recipient.value)});
  count(tx, place, before, Subscription::subscribed);
  return before;
}

}  // namespace usher::store::opt_out
