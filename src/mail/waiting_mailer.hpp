/// A mailer for those who have nothing else to do meanwhile: commands and tests.
#pragma once

#include <memory>
#include <string>

#include "mail/mailer.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// As `Mailer`, but its calls block. Not thread-safe.
class WaitingMailer {
 public:
  /// Throws ConfigurationError when the options can't work.
  explicit WaitingMailer(const MailerOptions& options) : mailer_(make_mailer(options, loop_)) {}

  Delivery send(const Envelope& envelope, const std::string& mail, Duration time_limit) {
    return loop_.wait_for(mailer_->send(envelope, mail, time_limit));
  }
  void expect(const Envelope& next) { mailer_->expect(next); }
  Delivery probe(Duration time_limit) { return loop_.wait_for(mailer_->probe(time_limit)); }

 private:
  SocketLoop loop_;
  std::unique_ptr<Mailer> mailer_;
};

}  // namespace usher::mail
