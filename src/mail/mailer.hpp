/// Handing a mail to a mail server, and what came of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// How a conversation with the mail server ended (hard points, 8).
enum class SendOutcome {
  accepted,            ///< 250 to the whole message: the mail server is responsible from here on
  recipient_rejected,  ///< 5xx to this recipient: a retry cannot succeed
  message_rejected,    ///< 5xx to this message after the recipient was accepted
  deferred,  ///< 4xx to this recipient or message, or the connection broke after authentication
  /// No connection, no TLS where required, authentication failed, sender refused or 421: no fault
  /// of this mail. Also where the server reports it only at RCPT (530, 538, 5.1.7, 5.1.8).
  relay_unavailable,
};

struct SendResult {
  SendOutcome outcome = SendOutcome::deferred;
  /// The server's last answer ("550 5.1.1 no such user") or what went wrong, one line, safe to log
  /// and to show to staff: no credentials, at most 500 characters.
  std::string answer = {};
  /// Not accepted, but the mail server may have taken it: it was given the whole message, and no
  /// answer to that came.
  bool possibly_accepted = false;
  /// With relay_down: only because of the sender's address, which the server refuses, or which
  /// can't be used in SMTP. Where it is not ours, that says nothing of the server.
  bool sender_rejected = false;
  /// With refused: there is no such mailbox (domain/mailing/bounce), or no mail can ever get there.
  bool bad_address = false;
};

struct Envelope {
  std::string from;  ///< address only
  std::string to;    ///< address only

  bool operator==(const Envelope&) const = default;
};

/// One connection's worth of sending: one call at a time, on its loop's thread. What a call is
/// given must outlive it.
class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Takes at most `time_limit` (never less than needed to say that time is up). Never throws for
  /// what a mail server does.
  virtual Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                                Duration time_limit) = 0;
  /// The mail after the next one will be that. Only a hint, good for the next `send`: where the
  /// mail server takes it, it hears of both at once, and the second needs one wait less.
  virtual void announce(const Envelope&) {}
  /// Reaches the server and signs in without sending anything, for `usher check`.
  virtual Task<SendResult> probe(Duration time_limit) = 0;
};

struct MailerOptions {
  /// "smtp://host:25" (STARTTLS is used when offered), "smtps://host:465", or "capture:DIR" (writes
  /// each mail as DIR/<message id>.eml, file 0600, durable before `send` returns; a missing folder
  /// is made 0700).
  std::string url = {};
  std::string user = {};
  Secret password = {};
  /// Demand TLS: without STARTTLS the server counts as down. Always on when a user is set, unless
  /// the host is a loopback address. The certificate is checked where TLS is demanded (smtps too)
  /// or a `ca_file` is given; TLS that is merely taken because it was offered proves nothing.
  bool require_tls = false;
  /// PEM file with the authorities that sign the mail server's certificate; empty: the system's.
  std::string ca_file = {};
  std::string helo_name = {};  ///< for EHLO; empty: the machine's host name
};

/// Throws ConfigurationError when the options can't work. `loop` must outlive it.
std::unique_ptr<Mailer> make_mailer(const MailerOptions& options, SocketLoop& loop);

}  // namespace usher::mail
