/// Bounces: reports of mail servers about mails that they could not deliver.
#pragma once

#include "domain/mailing/mail_token.hpp"
#include "service/mailing/sent_mail.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Bounce {
  domain::MailToken token;  ///< the token of the mail that was not delivered
  bool permanent = false;   ///< the address will never work
  bool complaint = false;   ///< the recipient reported the mail as spam
};
/// Records a bounce; a permanent bounce or a complaint also ends the subscription. Returns false if
/// the mail is unknown.
bool record_bounce(store::WriteTx& tx, const MailTokenTools& tools, const Bounce& bounce);

}  // namespace usher::service
