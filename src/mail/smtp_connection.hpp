/// A connection to the mail server. libcurl connects, starts TLS and signs in.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "mail/mailer.hpp"
#include "mail/smtp_conversation.hpp"
#include "mail/socket_loop.hpp"

namespace usher::mail {

/// A connection to the mail server, which cannot be reopened. REQUIRES: at most one pending call;
/// calls on the loop's thread.
class SmtpConnection {
 public:
  using SteadyTime = SocketLoop::SteadyTime;
  /// The size of a TLS record: progress within a record is not reported.
  static constexpr std::size_t kOnePiece = 16 * 1024;

  /// Does not connect. Throws ConfigurationError if the options are invalid and `Unavailable` if
  /// libcurl cannot be started. `loop` must outlive the connection.
  SmtpConnection(const MailerOptions& options, SocketLoop& loop);

  // The functions below return an error text, empty on success. After an error the connection is
  // unusable.

  /// Connects, starts TLS and signs in. Records commands and replies in `conversation`.
  Task<std::string> open(SmtpConversation& conversation, SteadyTime end);
  /// Sends `rest` and removes from it the bytes that were sent: exactly these bytes if `rest` has
  /// at most kOnePiece bytes. This function and the functions below REQUIRE is_open().
  Task<std::string> send(std::string_view& rest, SteadyTime end);
  /// Waits for received bytes and appends them to `bytes`.
  Task<std::string> receive(std::string& bytes, SteadyTime end);

  /// Returns an error if the server has sent unsolicited bytes or closed the connection. Does not
  /// wait.
  std::string check_silence();

  /// Sends QUIT without waiting for the reply.
  void send_quit();
  bool is_open() const { return open_; }
  /// Returns whether commands may be sent before earlier ones are answered (RFC 2920).
  bool supports_pipelining() const { return supports_pipelining_; }

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
  bool supports_pipelining_ = false;
  bool tls_ = false;
  bool may_have_buffered_ = false;  // poll() does not report bytes in the buffer of TLS
};

}  // namespace usher::mail
