/// Sends mails over SMTP (RFC 5321).
#pragma once

#include <memory>
#include <optional>

#include "mail/mailer.hpp"

namespace usher::mail {

class SmtpSession;
struct SmtpRun;

/// A mailer that reuses its connection for the next mail. If the server has closed the connection
/// meanwhile, retries once over a new connection. Not thread-safe.
class SmtpMailer final : public Mailer {
 public:
  /// Does not connect. Throws ConfigurationError if the options are invalid.
  SmtpMailer(const MailerOptions& options, SocketLoop& loop);
  /// Sends QUIT without waiting for the reply.
  ~SmtpMailer() override;

  Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                        Duration time_limit) override;
  void announce(const Envelope& next) override;
  Task<SendResult> probe(Duration time_limit) override;

 private:
  std::string safe_answer(const SmtpRun& run) const;

  bool signs_in_;
  Secret password_;
  std::unique_ptr<SmtpSession> session_;
  std::optional<Envelope> next_;
};

}  // namespace usher::mail
