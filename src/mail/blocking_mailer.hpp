/// A mailer for commands and tests, which have no event loop.
#pragma once

#include <memory>
#include <string>

#include "mail/mailer.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// A `Mailer` whose calls block. Not thread-safe.
class BlockingMailer {
 public:
  /// Throws ConfigurationError if the options are invalid.
  explicit BlockingMailer(const MailerOptions& options) : mailer_(make_mailer(options, loop_)) {}

  SendResult send(const Envelope& envelope, const std::string& mail, Duration time_limit) {
    return loop_.wait_for(mailer_->send(envelope, mail, time_limit));
  }
  void announce(const Envelope& next) { mailer_->announce(next); }
  SendResult probe(Duration time_limit) { return loop_.wait_for(mailer_->probe(time_limit)); }

 private:
  SocketLoop loop_;
  std::unique_ptr<Mailer> mailer_;
};

}  // namespace usher::mail
