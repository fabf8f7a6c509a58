#include "worker/transactional_mail.hpp"

#include <array>

#include "base/check.hpp"
#include "domain/date_text.hpp"
#include "worker/envelope_sender.hpp"

namespace usher::worker {
namespace {

using service::MailPurpose;
using service::MailRequest;

mail::Values credentials_values(const MailRequest& mail,
                                const InstallationAddresses& installation) {
  return {{"name", mail.to_name},
          {"company", mail.company},
          {"brand", mail.brand},
          {"user_name", mail.user_name},
          {"password", mail.password.reveal()},
          {"sign_in_url",
           mail.sign_in_url.empty() ? installation.public_url + "/account" : mail.sign_in_url},
          {"expires", mail.expires_at ? domain::long_date(mail.language, *mail.expires_at) : ""},
          {"support_email", installation.support_email}};
}

mail::Values confirmation_values(const MailRequest& mail,
                                 const InstallationAddresses& installation) {
  return {
      {"name", mail.to_name},
      {"company", mail.company},
      {"brand", mail.brand},
      {"confirm_url", installation.public_url + "/account/confirm/" + mail.confirm_token.reveal()},
      {"expires", domain::long_date(mail.language, *mail.expires_at)},
      {"support_email", installation.support_email}};
}

mail::Values reset_values(const MailRequest& mail, const InstallationAddresses& installation) {
  return {{"name", mail.to_name},
          {"company", mail.company},
          {"brand", mail.brand},
          {"user_name", mail.user_name},
          {"reset_url", installation.public_url + "/account/reset/" + mail.reset_token.reveal()},
          {"support_email", installation.support_email}};
}

mail::Values moved_values(const MailRequest& mail, const InstallationAddresses& installation) {
  return {{"name", mail.to_name},
          {"company", mail.company},
          {"brand", mail.brand},
          {"user_name", mail.user_name},
          {"support_email", installation.support_email}};
}

mail::Values alert_values(const MailRequest& mail, const InstallationAddresses& installation) {
  return {{"count", std::to_string(mail.alert_count)},
          {"items", mail.alert_lines},
          {"plural", mail.alert_count > 1 ? "yes" : ""},
          {"console_hint", "usher alerts"},
          {"installation", installation.public_url}};
}

struct PurposeTemplate {
  MailPurpose purpose;
  mail::MailTemplate mail_template;
  mail::Values (*values)(const MailRequest&, const InstallationAddresses&);
};

constexpr std::array kPurposeTemplates = {
    PurposeTemplate{MailPurpose::credentials, mail::MailTemplate::credentials, credentials_values},
    PurposeTemplate{MailPurpose::confirmation, mail::MailTemplate::confirm, confirmation_values},
    PurposeTemplate{MailPurpose::reset, mail::MailTemplate::reset, reset_values},
    PurposeTemplate{MailPurpose::moved, mail::MailTemplate::moved, moved_values},
    PurposeTemplate{MailPurpose::alert, mail::MailTemplate::alert, alert_values},
};

const PurposeTemplate& template_of(MailPurpose purpose) {
  for (const PurposeTemplate& row : kPurposeTemplates) {
    if (row.purpose == purpose) return row;
  }
  CHECK(false);
  return kPurposeTemplates.front();
}

}  // namespace

PreparedMail prepare_transactional_mail(const service::MailTask& task,
                                        const InstallationAddresses& installation,
                                        const mail::Templates& templates) {
  const MailRequest& request = task.mail;
  const PurposeTemplate& row = template_of(request.purpose);
  const mail::Mailbox from =
      mail::parse_mailbox(request.sender.empty() ? installation.from : request.sender);
  mail::Mail mail;
  mail.from_name = from.name;
  mail.from_address = from.address;
  mail.to_name = request.to_name;
  mail.to_address =
      request.purpose == MailPurpose::alert ? installation.support_email : request.to_address;
  mail.language = request.language;
  mail.message_id =
      request.message_id_part + "@" + from.address.substr(from.address.rfind('@') + 1);
  mail.date = request.date;
  mail.content =
      templates.fill(row.mail_template, request.language, row.values(request, installation));
  const std::string sender =
      envelope_sender(installation.bounce_address, mail.from_address, request.message_id_part);
  return {{sender, mail.to_address}, mail::rfc5322_bytes(mail)};
}

}  // namespace usher::worker
