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
  bool new_connection = false;  ///< the transaction opened a connection instead of reusing one
  bool announced = false;       ///< the commands were sent together with the previous mail
  std::string error;            ///< the error of the connection; empty if it did not fail

  bool failed() const { return !error.empty() || conversation.failed(); }
};

/// A series of transactions. Pipelines commands if the server supports pipelining (RFC 2920): a
/// mail then takes two round trips instead of four, or one round trip if the mail was announced
/// with the previous mail. REQUIRES: at most one pending call; calls on the loop's thread.
class SmtpSession {
 public:
  /// Throws ConfigurationError if the options are invalid and `Unavailable` if libcurl cannot be
  /// started. `loop` must outlive the session.
  SmtpSession(const MailerOptions& options, SocketLoop& loop);
  /// Sends QUIT without waiting for the reply.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// Sends a mail together with the envelope of the likely next mail. REQUIRES: all addresses are
  /// printable ASCII without spaces and angle brackets.
  Task<SmtpRun> send(const Envelope& envelope, std::string_view mail,
                     const std::optional<Envelope>& next, Duration time_limit);
  /// Connects and signs in if not connected, and sends NOOP.
  Task<SmtpRun> noop(Duration time_limit);
  /// Makes the next call open a new connection.
  void drop_connection();

 private:
  /// A mail whose MAIL, RCPT and DATA were sent. The server may already wait for the mail's text.
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
  std::string incoming_;  // received bytes that were not parsed yet

  // State of the pending call.
  SmtpRun run_;
  SmtpConnection::SteadyTime end_;
  std::string outgoing_;  // commands that are sent next, in one piece
};

}  // namespace usher::mail
