#include "worker/tasks.hpp"

#include <array>

#include "base/check.hpp"
#include "domain/date_text.hpp"

namespace usher::worker {
namespace {

using service::activation::About;
using service::activation::MailRequest;

mail::Values credentials(const MailRequest& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"password", order.password.reveal()},
          {"sign_in_url",
           order.sign_in_url.empty() ? installation.public_url + "/account" : order.sign_in_url},
          {"expires", order.expires_at ? domain::long_date(order.language, *order.expires_at) : ""},
          {"support_email", installation.support_email}};
}

mail::Values confirmation(const MailRequest& order, const Installation& installation) {
  return {
      {"name", order.to_name},
      {"company", order.company},
      {"brand", order.brand},
      {"confirm_url", installation.public_url + "/account/confirm/" + order.confirm_token.reveal()},
      {"expires", domain::long_date(order.language, *order.expires_at)},
      {"support_email", installation.support_email}};
}

mail::Values reset(const MailRequest& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"reset_url", installation.public_url + "/account/reset/" + order.reset_token.reveal()},
          {"support_email", installation.support_email}};
}

mail::Values moved(const MailRequest& order, const Installation& installation) {
  return {{"name", order.to_name},
          {"company", order.company},
          {"brand", order.brand},
          {"user_name", order.user_name},
          {"support_email", installation.support_email}};
}

mail::Values alert(const MailRequest& order, const Installation& installation) {
  return {{"count", std::to_string(order.alert_count)},
          {"items", order.alert_lines},
          {"plural", order.alert_count > 1 ? "yes" : ""},
          {"console_hint", "usher alerts"},
          {"installation", installation.public_url}};
}

/// Everything that a mail can be about.
struct Kind {
  About about;
  mail::MailTemplate occasion;
  mail::Values (*values)(const MailRequest&, const Installation&);
};

constexpr std::array kKinds = {
    Kind{About::credentials, mail::MailTemplate::credentials, credentials},
    Kind{About::confirmation, mail::MailTemplate::confirm, confirmation},
    Kind{About::reset, mail::MailTemplate::reset, reset},
    Kind{About::moved, mail::MailTemplate::moved, moved},
    Kind{About::alert, mail::MailTemplate::alert, alert},
};

const Kind& row_of(About about) {
  for (const Kind& row : kKinds) {
    if (row.about == about) return row;
  }
  CHECK(false);
  return kKinds.front();
}

}  // namespace

Prepared prepare(const service::activation::Work& work, const Installation& installation,
                 const mail::Templates& templates) {
  const MailRequest& order = work.mail;
  const Kind& kind = row_of(order.about);
  mail::Mailbox from = mail::parse_mailbox(order.sender.empty() ? installation.from : order.sender);
  mail::Mail mail;
  mail.from_name = from.name;
  mail.from_address = from.address;
  mail.to_name = order.to_name;
  mail.to_address = order.about == About::alert ? installation.support_email : order.to_address;
  mail.language = order.language;
  mail.message_id = order.message_id_part + "@" + from.address.substr(from.address.rfind('@') + 1);
  mail.date = order.date;
  mail.content = templates.fill(kind.occasion, order.language, kind.values(order, installation));
  return {{mail.from_address, mail.to_address}, mail::rfc5322_bytes(mail)};
}

domain::MailResult result_of(mail::SendOutcome outcome) {
  switch (outcome) {
    case mail::SendOutcome::accepted:
      return domain::MailResult::accepted;
    case mail::SendOutcome::recipient_rejected:
      return domain::MailResult::recipient_rejected;
    case mail::SendOutcome::message_rejected:
      return domain::MailResult::message_rejected;
    case mail::SendOutcome::deferred:
      return domain::MailResult::deferred;
    case mail::SendOutcome::relay_unavailable:
      return domain::MailResult::not_attempted;
  }
  CHECK(false);
  return domain::MailResult::not_attempted;
}

}  // namespace usher::worker
