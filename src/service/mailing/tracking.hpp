/// Counts opened mails and followed links.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/mail_token.hpp"
#include "service/mailing/sent_mail.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct LinkTarget {
  std::string url;
  bool for_all = false;  ///< true if the URL is equal for all recipients
};
/// Returns the target of a followed link; nullopt if there is no such link.
std::optional<LinkTarget> find_link_target(store::ReadTx& tx, const MailTokenTools& tools,
                                           const domain::MailToken& token);

enum class ReactionKind { open, click };
struct Reaction {
  domain::MailToken token;
  ReactionKind kind = ReactionKind::open;
};
/// Counts opened mails and followed links. Returns whether each reaction was counted, indexed
/// by `reactions`.
std::vector<bool> record_reactions(store::WriteTx& tx, const MailTokenTools& tools,
                                   std::span<const Reaction> reactions);

}  // namespace usher::service
