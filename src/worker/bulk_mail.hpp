/// Writes the mails of sendings with their merged values, tracked links and unsubscribe link.
#pragma once

#include "base/key_ring.hpp"
#include "mail/templates.hpp"
#include "service/mailing/sending_claim.hpp"
#include "worker/prepared_mail.hpp"

namespace usher::worker {

/// The tools for mails of sendings. References must outlive the tools.
struct BulkMailTools {
  const Keys& keys;
  const mail::Templates& templates;
  std::string from;            ///< the mailbox that sends mails without a sender address
  std::string public_url;      ///< the server's URL without a trailing slash
  std::string bounce_address;  ///< the address for bounces; empty: the sender's
};

/// Writes one mail, with the same Message-ID at every attempt. Thread-safe.
PreparedMail prepare(const service::BulkMail& mail, const BulkMailTools& tools);

}  // namespace usher::worker
