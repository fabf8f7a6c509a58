#include "service/mailing/subscription.hpp"

#include <span>

#include "store/mailing/subscription.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {
namespace {

using domain::Subscription;
using store::ReadTx;
using store::WriteTx;

void write_subscription(WriteTx& tx, const SubscriptionRef& ref,
                        const store::subscription::Change& change) {
  store::subscription::write(tx, ref.account, ref.list, std::span(&change, 1), "");
}

}  // namespace

std::optional<Subscription> find_subscription(ReadTx& tx, const SubscriptionRef& ref) {
  const auto standing = store::subscription::find_by_recipients(tx, ref.account, ref.list,
                                                                std::span(&ref.recipient, 1))
                            .front();
  if (!standing) return std::nullopt;
  return standing->status;
}

void set_subscription(WriteTx& tx, const SubscriptionRef& ref, Subscription status) {
  write_subscription(tx, ref, {ref.recipient, find_subscription(tx, ref), status});
}

bool end_subscription(WriteTx& tx, const SubscriptionRef& ref, domain::OptOut why,
                      std::int64_t message) {
  store::account::lock(tx, ref.account);  // serialises writers of the account's subscriptions
  const auto before = find_subscription(tx, ref);
  if (before == Subscription::unsubscribed) return false;
  if (!before && why != domain::OptOut::recipient) return false;
  write_subscription(tx, ref, {ref.recipient, before, Subscription::unsubscribed, why, message});
  return true;
}

void confirm_subscription(WriteTx& tx, const SubscriptionRef& ref) {
  store::account::lock(tx, ref.account);
  const auto before = find_subscription(tx, ref);
  if (before != Subscription::pending) return;
  write_subscription(tx, ref, {ref.recipient, before, Subscription::subscribed});
}

}  // namespace usher::service
