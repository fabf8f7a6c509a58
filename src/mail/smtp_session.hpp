/// Mail transactions (RFC 5321) over a connection that is reused.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mail/mailer.hpp"
#include "mail/smtp_connection.hpp"
#include "mail/smtp_conversation.hpp"

namespace usher::mail {

/// The result of one transaction, or of one NOOP.
struct SmtpRun {
  SmtpConversation conversation;
  bool new_connection = false;  ///< opened a connection instead of reusing one
  bool announced = false;       ///< its commands were sent together with the previous mail
  std::string error;            ///< of the connection; empty: none

  bool failed() const { return !error.empty() || conversation.failed(); }
};

/// Pipelines commands if the server supports it (RFC 2920): a mail then takes two round trips
/// instead of four, and one if it was announced with the previous mail. One call at a time, on the
/// thread of its loop.
class SmtpSession {
 public:
  /// Throws ConfigurationError for invalid options and `Unavailable` if libcurl can't be started.
  /// `loop` must outlive the session.
  SmtpSession(const MailerOptions& options, SocketLoop& loop);
  /// Sends QUIT without waiting for the reply.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// Sends a mail, and announces the envelope of the likely next mail with it. REQUIRES: all
  /// addresses are printable ASCII without spaces and angle brackets.
  Task<SmtpRun> send(const Envelope& envelope, std::string_view mail,
                     const std::optional<Envelope>& next, Duration time_limit);
  /// Connects and signs in if not connected, and sends NOOP.
  Task<SmtpRun> noop(Duration time_limit);
  /// Makes the next call open a new connection.
  void drop_connection();

 private:
  /// A mail whose MAIL, RCPT and DATA were sent. The server may already wait for its text.
  struct Announced {
    Envelope envelope;
    SmtpConversation conversation;
  };

  Task<void> begin(Duration time_limit);
  Task<void> transact(const Envelope& envelope, std::string_view mail,
                      const std::optional<Envelope>& next);
  Task<bool> send_envelope(const Envelope& envelope);
  Task<bool> resume_announced();
  void announce(const Envelope& next);
  Task<void> reset_transaction();
  Task<void> send_mail(std::string_view mail, const std::optional<Envelope>& next);
  void enqueue(SmtpConversation& conversation, std::string_view command);
  Task<bool> flush();
  SmtpRun end();

  const MailerOptions options_;
  SocketLoop& loop_;
  std::unique_ptr<SmtpConnection> connection_;
  std::optional<Announced> announced_;
  std::string incoming_;  // replies that were not read yet

  // The call in flight:
  SmtpRun run_;
  SmtpConnection::SteadyTime end_;
  std::string outgoing_;  // commands to send next, in one piece
};

}  // namespace usher::mail
