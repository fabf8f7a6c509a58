/// Records bounces, the reports of mail servers about undelivered mails.
#pragma once

#include "domain/mailing/mail_token.hpp"
#include "service/mailing/sent_mail.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Bounce {
  domain::MailToken token;  ///< the token of the undelivered mail
  bool permanent = false;   ///< true if the address fails permanently
};
/// Records a bounce, and ends the subscription if the bounce is permanent. Returns false if the
/// mail is unknown.
bool record_bounce(store::WriteTx& tx, const MailTokenTools& tools, const Bounce& bounce);

}  // namespace usher::service
