/// A mail that is ready to be sent.
#pragma once

#include <string>

#include "mail/mailer.hpp"

namespace usher::worker {

struct PreparedMail {
  mail::Envelope envelope;
  std::string mail;            ///< may contain a password: never log it
  bool sender_is_ours = true;  ///< false: a rejected sender does not mean that the relay is down
};

}  // namespace usher::worker
