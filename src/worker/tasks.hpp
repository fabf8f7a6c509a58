/// What each kind of task does to the world outside: today all of them send a mail.
#pragma once

#include <string>

#include "mail/mail.hpp"
#include "mail/mailer.hpp"
#include "mail/templates.hpp"
#include "service/provisioning/activation_advance.hpp"

namespace usher::worker {

/// What an installation says of itself in its mails.
struct Installation {
  std::string from;  ///< mailbox, "Name <address>"
  std::string support_email;
  std::string public_url;  ///< without a slash at its end
};

/// A mail that is ready to be handed over. `mail` carries a password: never log it.
struct Prepared {
  mail::Envelope envelope;
  std::string mail;
  bool sender_is_ours = true;  ///< an account's may be refused without the relay being at fault
};

/// Puts an order into words. Pure; thread-safe.
Prepared prepare(const service::activation::Work& work, const Installation& installation,
                 const mail::Templates& templates);

/// What a mail server's answer means for a task.
domain::MailResult result_of(mail::SendOutcome outcome);

}  // namespace usher::worker
