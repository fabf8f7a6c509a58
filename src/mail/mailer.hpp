/// Sends mails to a mail server, and reports the outcome.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "domain/refusal.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// The outcome of an attempt to send a mail (docs/invariants.md, 8).
enum class SendOutcome {
  accepted,            ///< 250 to the whole mail: the mail server has taken responsibility for it
  recipient_rejected,  ///< 5xx to the recipient; SendResult::refusal has the cause
  message_rejected,    ///< 5xx to the mail after its recipient was accepted
  deferred,  ///< 4xx to the recipient or the mail, or the connection broke after the sign-in
  /// The mail is not the cause: no connection, no required TLS, a failed sign-in, a rejected
  /// sender, or 421. Some servers report this only at RCPT (530, 538, 5.1.7, 5.1.8).
  relay_unavailable,
};

struct SendResult {
  SendOutcome outcome = SendOutcome::deferred;
  /// The server's last reply ("550 5.1.1 no such user") or a description of the error. One line of
  /// at most 500 characters without credentials, safe to log and to show to staff.
  std::string answer = {};
  /// The whole mail was sent, but no reply to it arrived: the server may have accepted it.
  bool possibly_accepted = false;
  /// With relay_unavailable: the only cause is the sender's address, which the server rejects or
  /// which can't be used in SMTP. An account's own sender address proves nothing about the server.
  bool sender_rejected = false;
  /// With recipient_rejected and message_rejected: the cause, by the reply. An address that can't
  /// be used in SMTP counts as a missing mailbox.
  std::optional<domain::RefusalCause> refusal = std::nullopt;
};

struct Envelope {
  std::string from;  ///< address only
  std::string to;    ///< address only

  bool operator==(const Envelope&) const = default;
};

/// Sends mails over one connection. One call at a time, on the thread of its loop. Arguments must
/// outlive the call.
class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Sends a mail within `time_limit`. Never throws because of the mail server's behaviour.
  virtual Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                                Duration time_limit) = 0;
  /// Announces the envelope of the mail after the next. A hint for the next `send`: a server with
  /// pipelining (RFC 2920) receives both envelopes at once, which saves the second mail a round
  /// trip.
  virtual void announce(const Envelope&) {}
  /// Connects and signs in without sending a mail, for `usher check`.
  virtual Task<SendResult> probe(Duration time_limit) = 0;
};

struct MailerOptions {
  /// "smtp://host:25" (uses STARTTLS if offered), "smtps://host:465", or "capture:DIR", which
  /// writes each mail to DIR/<message id>.eml with mode 0600, durable before `send` returns. A
  /// missing folder is created with mode 0700.
  std::string url = {};
  std::string user = {};
  Secret password = {};
  /// Requires TLS: a server without STARTTLS counts as unavailable. Always on if a user is set,
  /// unless the host is a loopback address. The certificate is verified if TLS is required (also by
  /// smtps) or a `ca_file` is set. Opportunistic TLS is not verified.
  bool require_tls = false;
  /// PEM file of the authorities that sign the mail server's certificate; empty: the system's.
  std::string ca_file = {};
  std::string helo_name = {};  ///< for EHLO; empty: the machine's host name
};

/// Returns the mailer for the URL's scheme. Throws ConfigurationError for invalid options. `loop`
/// must outlive the mailer.
std::unique_ptr<Mailer> make_mailer(const MailerOptions& options, SocketLoop& loop);

}  // namespace usher::mail
