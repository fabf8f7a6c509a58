/// Bounces: reports of mail servers about mails of sendings that they could not deliver.
#pragma once

#include "domain/mailing/mail_token.hpp"
#include "domain/refusal.hpp"
#include "service/mailing/sent_mail.hpp"
#include "store/mailing/reader.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct Bounce {
  domain::MailToken token;  ///< of the mail that was not delivered
  domain::RefusalCause cause = domain::RefusalCause::undeliverable;
  bool complaint = false;  ///< it was delivered, and the recipient reported it as spam
};
/// Records a bounce. A missing mailbox and a complaint end the subscription. Returns false if the
/// mail is unknown.
bool record_bounce(store::WriteTx& tx, const MailTokenTools& tools, const Bounce& bounce);

/// Ends the subscription if this message is the last of domain::kMaxUndeliverable in a row that the
/// recipient could not get. REQUIRES: the statistic has the bounce.
void end_undeliverable_subscription(store::WriteTx& tx, const store::reader::Key& reader,
                                    std::int64_t list);

}  // namespace usher::service
