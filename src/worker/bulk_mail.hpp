/// Puts the mails of sendings into words: what is each recipient's own, the links that are
/// followed, the way out of the list.
#pragma once

#include "base/key_ring.hpp"
#include "mail/templates.hpp"
#include "service/mailing/sending_turn.hpp"
#include "worker/tasks.hpp"

namespace usher::worker {

/// What mails of sendings are made with. References must outlive it; thread-safe.
struct MailTools {
  const Keys& keys;
  const mail::Templates& templates;
  std::string from;            ///< mailbox, where the mail has no sender that mail can come from
  std::string public_url;      ///< without a slash at its end
  std::string bounce_address;  ///< where undeliverable mails come back to; empty: the sender
};

/// Pure but for the keys. The same mail has the same Message-ID at every attempt.
Prepared prepare(const service::sending::Mail& mail, const MailTools& tools);

}  // namespace usher::worker
