#include "service/mailing/bounce.hpp"

#include "service/mailing/subscription.hpp"
#include "store/mailing/reader.hpp"

namespace usher::service {

bool record_bounce(store::WriteTx& tx, const MailTokenTools& tools, const Bounce& bounce) {
  const auto mail = find_sent_mail(tx, tools, bounce.token);
  if (!mail) return false;
  if (bounce.permanent || bounce.complaint) {
    end_subscription(tx, {mail->account, mail->list, bounce.token.recipient},
                     bounce.complaint ? domain::OptOut::complaint : domain::OptOut::hard_bounce,
                     mail->message);
  }
  if (!mail->message_exists || bounce.complaint) return true;
  store::reader::Change change;
  change.bounce = bounce.permanent ? store::reader::Bounce::hard : store::reader::Bounce::soft;
  store::reader::change(tx, {{{mail->account, mail->message, bounce.token.recipient}, change}});
  return true;
}

}  // namespace usher::service
