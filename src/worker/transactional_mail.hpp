/// Transactional mails in the words of their templates.
#pragma once

#include <string>

#include "mail/mail.hpp"
#include "mail/templates.hpp"
#include "service/provisioning/mail_task.hpp"
#include "worker/prepared_mail.hpp"

namespace usher::worker {

/// The installation's addresses, as its mails contain them.
struct InstallationAddresses {
  std::string from;  ///< mailbox, "Name <address>"
  std::string support_email;
  std::string public_url;      ///< without a slash at its end
  std::string bounce_address;  ///< receives bounces; empty: the sender does
};

/// Fills the template for the task's mail. Pure; thread-safe.
PreparedMail prepare_transactional_mail(const service::MailTask& task,
                                        const InstallationAddresses& installation,
                                        const mail::Templates& templates);

}  // namespace usher::worker
