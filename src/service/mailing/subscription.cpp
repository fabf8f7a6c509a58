#include "service/mailing/subscription.hpp"

#include <span>

#include "store/mailing/subscription.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service::subscription {
namespace {

using domain::Subscription;
using Tx = store::WriteTx;

void move(Tx& tx, const Place& place, const store::subscription::Change& change) {
  store::subscription::write(tx, place.account, place.list, std::span(&change, 1), "");
}

}  // namespace

std::optional<Subscription> find(store::ReadTx& tx, const Place& place) {
  const auto standing = store::subscription::find_by_recipients(tx, place.account, place.list,
                                                                std::span(&place.recipient, 1))
                            .front();
  if (!standing) return std::nullopt;
  return standing->status;
}

void put(Tx& tx, const Place& place, Subscription to) {
  move(tx, place, {place.recipient, find(tx, place), to});
}

bool end(Tx& tx, const Place& place, domain::OptOut why, std::int64_t message) {
  store::account::lock(tx, place.account);  // nobody else writes its subscriptions meanwhile
  const auto now = find(tx, place);
  if (now == Subscription::unsubscribed) return false;
  if (!now && why != domain::OptOut::recipient) return false;
  move(tx, place, {place.recipient, now, Subscription::unsubscribed, why, message});
  return true;
}

void confirm(Tx& tx, const Place& place) {
  store::account::lock(tx, place.account);
  const auto now = find(tx, place);
  if (now != Subscription::pending) return;
  move(tx, place, {place.recipient, now, Subscription::subscribed});
}

}  // namespace usher::service::subscription
