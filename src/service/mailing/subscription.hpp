/// What an application, a recipient, or his mail server decides about a subscription.
#pragma once

#include <optional>

#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::subscription {

struct Place {
  domain::AccountId account;
  std::int64_t list = 0;
  domain::RecipientId recipient;
};

/// Where it stands; nothing when the list does not know the recipient.
std::optional<domain::Subscription> find(store::ReadTx& tx, const Place& place);
/// Lets it stand so, wherever it stood, because an application says so. REQUIRES: the account was
/// taken.
void put(store::WriteTx& tx, const Place& place, domain::Subscription to);
/// Ends it, because of that message (0: of none). False, and nothing changed, when it was over. Who
/// was not in the list is noted as one who left it when that is his own wish.
bool end(store::WriteTx& tx, const Place& place, domain::OptOut why, std::int64_t message);
/// Who is pending is subscribed.
void confirm(store::WriteTx& tx, const Place& place);

}  // namespace usher::service::subscription
