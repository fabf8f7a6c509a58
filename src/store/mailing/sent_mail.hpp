/// Mails that have gone out, found again by what their links say, in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/mailing/audience.hpp"
#include "store/tx.hpp"

namespace usher::store::sent_mail {

struct Key {
  domain::SendingId sending;
  domain::RecipientId recipient;
  friend auto operator<=>(const Key&, const Key&) = default;
};
struct Mail {
  domain::AccountId account;
  std::int64_t list = 0;
  std::int64_t message = 0;
  bool message_exists = false;  ///< it was not removed; what becomes of it counts
  std::string email_key;        ///< of who has the recipient's number now
};
/// In order; nothing where there is none, or its recipient was removed.
std::vector<std::optional<Mail>> find(ReadTx& tx, std::span<const Key> mails);

/// Where a link of a sending's message leads, as it was written; nothing when it has no such link.
std::optional<std::string> find_link(ReadTx& tx, domain::SendingId sending, std::int64_t link);
/// What an address with placeholders is filled with.
struct MergeData {
  audience::Addressee recipient;
  domain::RecipientFields defaults;
};
std::optional<MergeData> find_merge_data(ReadTx& tx, const Key& mail);

}  // namespace usher::store::sent_mail
