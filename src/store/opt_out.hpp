/// What a recipient, or his mail server, decides about a subscription, in the database. The counts
/// of the list are kept.
#pragma once

#include "domain/recipient.hpp"
#include "domain/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::opt_out {

struct Place {
  domain::AccountId account;
  std::int64_t list = 0;
  domain::RecipientId recipient;
};
/// Ends a subscription, because of that message (0: of none). False, and nothing changed, when it
/// was over. Who was not in the list is noted as one who left it, when it is his own wish.
bool end(Tx& tx, const Place& place, domain::OptOut why, std::int64_t message);

/// Where it stands now; nothing when there is no such subscription.
std::optional<domain::Subscription> find(Tx& tx, const Place& place);
/// Who was pending is subscribed. Where it stood before.
std::optional<domain::Subscription> confirm(Tx& tx, const Place& place);

}  // namespace usher::store::opt_out
