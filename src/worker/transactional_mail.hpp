/// Writes transactional mails from their templates.
#pragma once

#include <string>

#include "mail/mail.hpp"
#include "mail/templates.hpp"
#include "service/provisioning/mail_task.hpp"
#include "worker/prepared_mail.hpp"

namespace usher::worker {

/// The addresses of the installation that its mails contain.
struct InstallationAddresses {
  std::string from;  ///< the mailbox, "Name <address>"
  std::string support_email;
  std::string public_url;  ///< the server's URL without a trailing slash
};

/// Fills the template of the task's mail. Pure.
PreparedMail prepare_transactional_mail(const service::MailTask& task,
                                        const InstallationAddresses& installation,
                                        const mail::Templates& templates);

}  // namespace usher::worker
