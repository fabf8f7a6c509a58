/// A connection to the mail server that libcurl makes, secures and signs in on.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "mail/mailer.hpp"
#include "mail/smtp_conversation.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// Lives as long as its connection does; a new one is a new object. One call at a time, on its
/// loop's thread.
class SmtpConnection {
 public:
  using SteadyTime = SocketLoop::SteadyTime;
  /// TLS tells of what it has sent only at the end of all its records, of 16 KiB each.
  static constexpr std::size_t kOnePiece = 16 * 1024;

  /// Connects to nothing yet. Throws ConfigurationError when the options can't work, `Unavailable`
  /// when libcurl does not. `loop` must outlive it.
  SmtpConnection(const MailerOptions& options, SocketLoop& loop);

  // These say what went wrong, or nothing. After that the connection is of no more use.

  /// Up to the point where mails may be given; what is said meanwhile goes into `conversation`.
  Task<std::string> open(SmtpConversation& conversation, SteadyTime end);
  /// REQUIRES: it is open. The same for the others. `rest`: what is to be sent; afterwards, what
  /// was not. What is sent as one piece of at most kOnePiece was sent up to exactly there.
  Task<std::string> send(std::string_view& rest, SteadyTime end);
  /// Adds to `bytes` what has come; waits for it.
  Task<std::string> receive(std::string& bytes, SteadyTime end);

  /// Whether the server is silent, as it should be when nothing was asked; it does not wait.
  std::string listen();

  /// Says QUIT and does not wait for the answer.
  void say_goodbye();
  bool is_open() const { return open_; }
  /// Several commands may be sent before their replies are read (RFC 2920).
  bool takes_pipelines() const { return takes_pipelines_; }

 private:
  struct HandleDeleter {
    void operator()(void* handle) const;
  };

  template <class Value>
  void set(int option, Value value);
  void set_up(const MailerOptions& options);
  void set_up_tls(const MailerOptions& options, bool tls_from_start, bool loopback);
  std::string connect(SmtpConversation& conversation, SteadyTime end);

  SocketLoop& loop_;
  std::unique_ptr<void, HandleDeleter> handle_;
  int socket_ = -1;
  bool open_ = false;
  bool takes_pipelines_ = false;
  bool tls_ = false;
  bool more_to_read_ = false;  // perhaps: in TLS's own buffer poll() does not see it
};

}  // namespace usher::mail
