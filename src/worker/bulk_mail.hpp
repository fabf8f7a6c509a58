/// Writes the mails of sendings: merge fields, tracked links, the unsubscribe link.
#pragma once

#include "base/key_ring.hpp"
#include "mail/templates.hpp"
#include "service/mailing/sending_claim.hpp"
#include "worker/prepared_mail.hpp"

namespace usher::worker {

/// Thread-safe. References must outlive it.
struct BulkMailTools {
  const Keys& keys;
  const mail::Templates& templates;
  std::string from;            ///< mailbox: the sender of mails without a sender address
  std::string public_url;      ///< without a trailing slash
  std::string bounce_address;  ///< receives bounces; empty: the sender does
};

/// Writes one mail. It has the same Message-ID at every attempt.
PreparedMail prepare(const service::BulkMail& mail, const BulkMailTools& tools);

}  // namespace usher::worker
