/// Mails handed to a mail server over SMTP (RFC 5321).
#pragma once

#include <memory>
#include <optional>

#include "mail/mailer.hpp"

namespace usher::mail {

class SmtpSession;
struct SmtpRun;

/// Keeps its connection for the next mail. If the server has closed it meanwhile, the mail goes
/// over a new one and nobody notices. Not thread-safe.
class SmtpMailer final : public Mailer {
 public:
  /// Connects to nothing yet. Throws ConfigurationError when the options can't work.
  SmtpMailer(const MailerOptions& options, SocketLoop& loop);
  /// Says QUIT but never waits for the reply.
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
