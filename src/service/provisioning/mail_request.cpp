#include "service/provisioning/mail_request.hpp"

#include "base/check.hpp"
#include "domain/provisioning/activation_mail.hpp"
#include "domain/provisioning/status_hash.hpp"
#include "domain/provisioning/task.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::ActivationMailKind;
using store::ReadTx;

MailRequest new_mail(ReadTx& tx, MailPurpose purpose, domain::PlanId plan_id) {
  const auto plan = store::plan::get(tx, plan_id);
  CHECK(plan != nullptr);
  MailRequest mail;
  mail.purpose = purpose;
  mail.brand = plan->brand;
  mail.sender = plan->sender;
  mail.sign_in_url = plan->sign_in_url;
  return mail;
}

MailRequest new_mail(ReadTx& tx, MailPurpose purpose, const Account& account) {
  MailRequest mail = new_mail(tx, purpose, account.plan);
  mail.language = account.language;
  mail.to_name = account.name;
  mail.to_address = account.address;
  mail.company = account.company;
  mail.user_name = domain::user_name_of(account.id);
  return mail;
}

}  // namespace

MailRequest confirmation_mail(ReadTx& tx, const Key& key, const domain::Activation& activation) {
  MailRequest mail = new_mail(tx, MailPurpose::confirmation, activation.plan);
  mail.language = activation.applicant.language;
  mail.to_name = activation.applicant.name;
  mail.to_address = activation.applicant.address;
  mail.company = activation.applicant.company;
  mail.date = activation.accepted_at;
  mail.expires_at = activation.accepted_at + domain::kConfirmWithin;
  mail.confirm_token = Secret(domain::confirm_token(key, activation.id));
  mail.message_id_part = domain::activation_mail_token(
      key, {ActivationMailKind::confirmation, activation.id, to_ms(activation.accepted_at)});
  return mail;
}

std::optional<MailRequest> credentials_mail(ReadTx& tx, const Key& key, const Account& account) {
  if (account.nonce.empty()) return std::nullopt;
  MailRequest mail = new_mail(tx, MailPurpose::credentials, account);
  mail.date = account.credentials_made_at();
  mail.expires_at = account.expires_at;
  mail.password = domain::generated_password(key, account.nonce);
  mail.message_id_part = domain::activation_mail_token(
      key,
      {ActivationMailKind::credentials, account.activation, to_ms(account.credentials_made_at())});
  return mail;
}

MailRequest reset_mail(ReadTx& tx, const Account& account, const ResetLink& link) {
  MailRequest mail = new_mail(tx, MailPurpose::reset, account);
  mail.date = link.ordered_at;
  mail.reset_token = link.token;
  mail.message_id_part = domain::activation_mail_token(
      *link.key, {ActivationMailKind::reset, account.activation, to_ms(link.ordered_at)});
  return mail;
}

MailRequest move_notice_mail(ReadTx& tx, const Key& key, const Account& account,
                             const store::former_address::FormerAddress& former) {
  MailRequest mail = new_mail(tx, MailPurpose::moved, account);
  mail.to_address = former.address;
  mail.date = former.changed_at;
  mail.message_id_part = domain::activation_mail_token(
      key, {ActivationMailKind::moved, account.activation, to_ms(former.changed_at)});
  return mail;
}

MailRequest alert_mail(const Key& key, std::span<const store::alert::Alert> alerts) {
  MailRequest mail;
  mail.purpose = MailPurpose::alert;
  mail.brand = "Usher";
  mail.alert_count = static_cast<int>(alerts.size());
  for (const auto& alert : alerts) {
    mail.alert_lines += to_rfc3339(alert.raised_at) + "  " + alert.text + "\n";
    mail.alerts.push_back(alert.id);
  }
  mail.date = alerts.back().raised_at;
  mail.message_id_part =
      domain::activation_mail_token(key, {ActivationMailKind::alert, {}, alerts.back().id});
  return mail;
}

}  // namespace usher::service
