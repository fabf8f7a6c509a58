/// Sends mails to a mail server and returns the outcome.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "base/task.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// The outcome of an attempt to send a mail (docs/invariants.md, 8).
enum class SendOutcome {
  accepted,            ///< 250 to the whole mail: the mail server is responsible for the mail
  recipient_rejected,  ///< 5xx to the recipient: a retry cannot succeed
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
  /// The whole mail was sent, but no reply to the mail arrived: the server may have accepted the
  /// mail.
  bool possibly_accepted = false;
  /// Set if the outcome is relay_unavailable only because the sender's address is rejected or
  /// cannot be used in SMTP. An invalid sender address of an account does not indicate a fault of
  /// the server.
  bool sender_rejected = false;
  /// Set if the outcome is recipient_rejected because the mailbox does not exist
  /// (domain/missing_mailbox) or its address cannot be used in SMTP.
  bool bad_address = false;
};

struct Envelope {
  std::string from;  ///< an address without a name
  std::string to;    ///< an address without a name

  bool operator==(const Envelope&) const = default;
};

/// Sends mails over one connection. REQUIRES: at most one pending call; calls on the loop's thread;
/// arguments that outlive the call.
class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Sends a mail within `time_limit`. Never throws because of the mail server's behaviour.
  virtual Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                                Duration time_limit) = 0;
  /// Announces the envelope of the mail after the next mail. If the server supports pipelining (RFC
  /// 2920), the next `send` sends both envelopes together, which saves a round trip.
  virtual void announce(const Envelope&) {}
  /// Connects and signs in without sending a mail, for `usher check`.
  virtual Task<SendResult> probe(Duration time_limit) = 0;
};

struct MailerOptions {
  /// One of "smtp://host:25" (uses STARTTLS if offered), "smtps://host:465", or "capture:DIR",
  /// which writes each mail to DIR/<message id>.eml with mode 0600, durable before `send` returns.
  /// A missing folder is created with mode 0700.
  std::string url = {};
  std::string user = {};
  Secret password = {};
  /// Requires TLS: a server without STARTTLS counts as unavailable. TLS is always required if a
  /// user is set, unless the host is a loopback address. The certificate is verified if TLS is
  /// required, the scheme is smtps or a `ca_file` is set. Opportunistic TLS is not verified.
  bool require_tls = false;
  /// The PEM file of the authorities that sign the mail server's certificate. If empty, the
  /// system's authorities are used.
  std::string ca_file = {};
  std::string helo_name = {};  ///< the name in EHLO; the machine's host name if empty
};

/// Returns the mailer for the URL's scheme. Throws ConfigurationError if the options are invalid.
/// `loop` must outlive the mailer.
std::unique_ptr<Mailer> make_mailer(const MailerOptions& options, SocketLoop& loop);

}  // namespace usher::mail
