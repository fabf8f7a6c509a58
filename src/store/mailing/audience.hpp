/// Whom a sending is for, as its list, group or import has them, in the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::audience {

/// A recipient as a mail needs one.
struct Addressee {
  domain::RecipientId id;
  std::string email;
  std::string email_key;
  std::string name;
  domain::RecipientFields fields;
};

/// How many it is for now. REQUIRES: it is a list, a group or one recipient.
std::int64_t count(ReadTx& tx, domain::AccountId account, std::int64_t list,
                   domain::Audience audience, std::int64_t audience_id);
/// The next ones behind `sending.reached`, in the order of their ids. Who has unsubscribed, or was
/// removed, is not among them; a mail that asks for confirmation is only for who is pending.
std::vector<Addressee> next(ReadTx& tx, const domain::Sending& sending, std::int64_t most);
/// One of it who is to get his mail after all, if he still is.
std::optional<Addressee> find_addressee(ReadTx& tx, const domain::Sending& sending,
                                        domain::RecipientId recipient);
/// The recipient with that address; `ended`: in that list the subscription is over.
struct ListRecipient {
  domain::RecipientId id;
  bool unsubscribed = false;
};
std::optional<ListRecipient> find(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                  std::string_view email_key);

}  // namespace usher::store::audience
