/// Changes the subscription of one recipient to one list, for applications, for recipients, and
/// after bounces and complaints.
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

/// Returns the subscription's status; nullopt if the list has no such recipient.
std::optional<domain::Subscription> find_subscription(store::ReadTx& tx,
                                                      const SubscriptionRef& ref);

/// Sets the status for an application, regardless of the previous status. REQUIRES: the account is
/// locked.
void set_subscription(store::WriteTx& tx, const SubscriptionRef& ref, domain::Subscription status);

/// Unsubscribes a recipient and records the reason and the message that led to it (0: none).
/// Returns false if the recipient is already unsubscribed. A recipient that is not in the list is
/// recorded as unsubscribed only if `why` is `OptOut::recipient`.
bool end_subscription(store::WriteTx& tx, const SubscriptionRef& ref, domain::OptOut why,
                      std::int64_t message);

/// Subscribes a pending recipient; has no effect on other statuses.
void confirm_subscription(store::WriteTx& tx, const SubscriptionRef& ref);

}  // namespace usher::service
