/// Finds the mail that contains a token in a link or in its Message-ID.
///
/// Callers have checked that this server signed the token (domain/mailing/mail_token.hpp). The
/// lookup also checks the address, because a recipient's number can be assigned to another address.
#pragma once

#include <optional>

#include "base/key_ring.hpp"
#include "domain/mailing/mail_token.hpp"
#include "store/mailing/sent_mail.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The keys that verify tokens in mails.
struct MailTokenTools {
  const Keys& keys;
};

/// Returns the mail of a token, nullopt if the mail does not exist or the recipient's address has
/// changed.
std::optional<store::sent_mail::Mail> find_sent_mail(store::ReadTx& tx, const MailTokenTools& tools,
                                                     const domain::MailToken& token);

}  // namespace usher::service
