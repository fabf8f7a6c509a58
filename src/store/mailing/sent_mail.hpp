/// Finds sent mails by the ids in their links.
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
  bool message_exists = false;  ///< false if the message was removed, so that no statistic is kept
  std::string email_key;        ///< the key of the recipient's current address
};
/// Returns the mails, indexed by the keys; nullopt if there is none, or its recipient was removed.
std::vector<std::optional<Mail>> find(ReadTx& tx, std::span<const Key> mails);

/// Returns the URL of a link of the sending's message, with its placeholders; nullopt if the
/// message has no such link.
std::optional<std::string> find_link(ReadTx& tx, domain::SendingId sending, std::int64_t link);
/// The values that replace the placeholders of a URL.
struct MergeData {
  audience::Addressee recipient;
  domain::RecipientFields defaults;
};
std::optional<MergeData> find_merge_data(ReadTx& tx, const Key& mail);

}  // namespace usher::store::sent_mail
