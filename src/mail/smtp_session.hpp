/// Mail transactions (RFC 5321) over a connection that is kept between them.
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

/// What one run came to.
struct SmtpRun {
  SmtpConversation conversation;
  bool new_connection = false;  ///< it opened one, instead of using the last run's
  bool announced = false;       ///< its commands were said with the mail before it
  std::string error;            ///< of the connection; empty when it is good

  bool failed() const { return !error.empty() || conversation.failed(); }
};

/// Commands go out together where the server takes that (RFC 2920): a mail waits twice then, not
/// four times, and once if it was announced with the mail before it. One call at a time, on its
/// loop's thread.
class SmtpSession {
 public:
  /// Throws ConfigurationError when the options can't work, `Unavailable` when libcurl does not.
  /// `loop` must outlive it.
  SmtpSession(const MailerOptions& options, SocketLoop& loop);
  /// Says QUIT but never waits for the reply.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// `next`: what is likely to be sent after it, to be announced together with the mail.
  /// REQUIRES: all addresses are printable ASCII without spaces and angle brackets.
  Task<SmtpRun> send(const Envelope& envelope, std::string_view mail,
                     const std::optional<Envelope>& next, Duration time_limit);
  /// Connects and signs in unless that was done before, and says NOOP.
  Task<SmtpRun> noop(Duration time_limit);
  /// The next run opens a new connection.
  void drop_connection();

 private:
  /// A mail whose MAIL, RCPT and DATA are said. The server may wait for its text by now.
  struct Announced {
    Envelope envelope;
    SmtpConversation conversation;
  };

  Task<void> begin(Duration time_limit);
  Task<void> transact(const Envelope& envelope, std::string_view mail,
                      const std::optional<Envelope>& next);
  Task<bool> announce(const Envelope& envelope);
  Task<bool> take_announced();
  void announce_too(const Envelope& next);
  Task<void> clear_up();
  Task<void> give(std::string_view mail, const std::optional<Envelope>& next);
  void add(SmtpConversation& conversation, std::string_view command);
  Task<bool> hear();
  SmtpRun end();

  const MailerOptions options_;
  SocketLoop& loop_;
  std::unique_ptr<SmtpConnection> connection_;
  std::optional<Announced> announced_;
  std::string incoming_;  // replies that nobody has read

  // Of the run under way:
  SmtpRun run_;
  SmtpConnection::SteadyTime end_;
  std::string outgoing_;  // what is said next, in one piece
};

}  // namespace usher::mail
