/// Reads the recipients of a sending, which its list, group or import contains.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::audience {

/// The columns of a recipient that a mail needs.
struct Addressee {
  domain::RecipientId id;
  std::string email;
  std::string email_key;
  std::string name;
  domain::RecipientFields fields;
};

/// Returns the current number of recipients. REQUIRES: the audience is a list, a group or one
/// recipient.
std::int64_t count(ReadTx& tx, domain::AccountId account, std::int64_t list,
                   domain::Audience audience, std::int64_t audience_id);
/// Returns the recipients after `sending.reached`, ordered by id. Excludes unsubscribed recipients;
/// a confirmation mail is only for pending recipients.
std::vector<Addressee> next(ReadTx& tx, const domain::Sending& sending, std::int64_t limit);
/// Returns one recipient of the sending, nullopt if the recipient has left its audience.
std::optional<Addressee> find_addressee(ReadTx& tx, const domain::Sending& sending,
                                        domain::RecipientId recipient);

/// A recipient with the status in one list.
struct ListRecipient {
  domain::RecipientId id;
  bool unsubscribed = false;
};
std::optional<ListRecipient> find(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                  std::string_view email_key);

}  // namespace usher::store::audience
