/// A mail that is ready to be sent.
#pragma once

#include <string>

#include "mail/mailer.hpp"

namespace usher::worker {

struct PreparedMail {
  mail::Envelope envelope;
  std::string mail;  ///< the text of the mail; may contain a password, so it is never logged
  bool sender_is_ours = true;  ///< false if a rejected sender does not concern the relay
};

}  // namespace usher::worker
