/// Makes the contents of the mails that tasks send.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/key_ring.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/tx.hpp"

namespace usher::service {

enum class MailPurpose { credentials, confirmation, reset, moved, alert };

/// The contents of a mail; the worker fills a template with them.
struct MailRequest {
  MailPurpose purpose = MailPurpose::credentials;
  domain::Language language = domain::Language::en;
  std::string to_name;
  std::string to_address;
  std::string company;
  std::string brand;
  std::string sender;  ///< the From; empty: the installation's sender
  std::string message_id_part;
  TimePoint date;
  std::string sign_in_url;  ///< empty: the installation's URL
  std::optional<TimePoint> expires_at;
  std::string user_name;             ///< credentials, reset and moved only
  Secret password;                   ///< credentials only
  Secret confirm_token;              ///< confirmation only
  Secret reset_token;                ///< reset only
  std::string alert_lines;           ///< alert only
  int alert_count = 0;               ///< alert only
  std::vector<std::int64_t> alerts;  ///< alert only: ids of the alerts in it
};

/// A link to choose a new password.
struct ResetLink {
  TimePoint ordered_at;
  Secret token;  ///< the token; empty while this node lacks the link's key
  std::string message_id_part;
};

MailRequest confirmation_mail(store::ReadTx& tx, const Key& key,
                              const domain::Activation& activation);
MailRequest credentials_mail(store::ReadTx& tx, const Key& key, const domain::Account& account);
MailRequest reset_mail(store::ReadTx& tx, const domain::Account& account, const ResetLink& link);
/// Returns the notice to an account's former address.
MailRequest move_notice_mail(store::ReadTx& tx, const Key& key, const domain::Account& account,
                             const store::former_address::FormerAddress& former);
/// Returns one mail with all alerts. REQUIRES: there is at least one alert.
MailRequest alert_mail(const Key& key, std::span<const store::alert::Alert> alerts);

}  // namespace usher::service
