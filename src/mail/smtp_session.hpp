/// The libcurl handle behind the SMTP mailer: one connection, kept between runs.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "mail/mailer.hpp"
#include "mail/smtp_conversation.hpp"

namespace usher::mail {

/// What one run came to.
struct SmtpRun {
  SmtpConversation conversation;
  bool new_connection = false;  ///< it opened one, instead of using the last run's
  std::string error;            ///< what libcurl makes of it; empty when it is content
};

/// Not thread-safe.
class SmtpSession {
 public:
  /// Throws ConfigurationError when the options can't work, `Unavailable` when libcurl does not.
  explicit SmtpSession(const MailerOptions& options);
  /// Says QUIT but never waits for the reply.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// REQUIRES: both addresses are printable ASCII without spaces and angle brackets.
  SmtpRun send(const Envelope& envelope, std::string_view mail, Duration time_limit);
  /// Connects and signs in unless that was done before, and says NOOP.
  SmtpRun noop(Duration time_limit);
  /// The next run opens a new connection.
  void drop_connection();

 private:
  // Everything that libcurl calls back for, in its own types.
  struct Callbacks;
  struct HandleDeleter {
    void operator()(void* handle) const;
  };

  template <class Value>
  void set(int option, Value value);
  void set_up_connection(const MailerOptions& options);
  void set_up_tls(const MailerOptions& options, bool tls_from_start, bool loopback);
  void set_up_callbacks();
  SmtpRun run(Duration time_limit);
  void stop_listening();

  std::set<int> sockets_;          // the open ones
  std::string_view rest_of_mail_;  // of the run under way
  SmtpConversation conversation_;  // of the run under way
  // Last, so that it goes first: it calls back while it closes its connection.
  std::unique_ptr<void, HandleDeleter> handle_;
};

}  // namespace usher::mail
