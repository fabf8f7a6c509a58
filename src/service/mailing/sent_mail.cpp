#include "service/mailing/sent_mail.hpp"

namespace usher::service {

std::optional<store::sent_mail::Mail> find_sent_mail(store::ReadTx& tx, const MailTokenTools& tools,
                                                     const domain::MailToken& token) {
  const store::sent_mail::Key key{token.sending, token.recipient};
  auto mail = store::sent_mail::find(tx, std::span(&key, 1)).front();
  if (mail && !token.is_for(tools.keys, mail->email_key)) mail.reset();
  return mail;
}

}  // namespace usher::service
