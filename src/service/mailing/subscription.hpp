/// Changes of one recipient's subscription to one list: by an application, by the recipient, or
/// after a bounce or a complaint.
#pragma once

#include <optional>

#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct SubscriptionRef {
  domain::AccountId account;
  std::int64_t list = 0;
  domain::RecipientId recipient;
};

/// Returns the subscription's status; nullopt when the list has no such recipient.
std::optional<domain::Subscription> find_subscription(store::ReadTx& tx,
                                                      const SubscriptionRef& ref);

/// Sets the status for an application, whatever it was before. REQUIRES: the account is locked.
void set_subscription(store::WriteTx& tx, const SubscriptionRef& ref, domain::Subscription status);

/// Unsubscribes a recipient and records the reason and the message that led to it (0: none).
/// Returns false without a change when the recipient is already unsubscribed. A recipient who is
/// not in the list is recorded as unsubscribed only if `why` is `OptOut::recipient`.
bool end_subscription(store::WriteTx& tx, const SubscriptionRef& ref, domain::OptOut why,
                      std::int64_t message);

/// Subscribes a pending recipient; does nothing for other statuses.
void confirm_subscription(store::WriteTx& tx, const SubscriptionRef& ref);

}  // namespace usher::service
