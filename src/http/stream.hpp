/// A connection's bytes, in the clear or under TLS, as things that a coroutine can await. Internal
/// to http.
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "http/loop.hpp"
#include "http/message.hpp"
#include "http/tls.hpp"

namespace usher::http {

struct IoResult {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

/// Not thread-safe but for is_disconnected(); one operation at a time. Whatever waits ends with
/// `operation_aborted` after cancel(). A broken connection is a result, never an exception.
class Stream final : public Peer {
 public:
  class Operation;
  class Read;
  class Write;
  class Handshake;

  /// `tls` null: in the clear. The socket is made non-blocking.
  Stream(Socket socket, std::shared_ptr<const TlsContext> tls);

  bool secure() const { return ssl_ != nullptr; }
  bool is_disconnected() const noexcept override;
  void cancel();
  /// Nothing more comes or goes. The descriptor stays taken as long as OpenSSL knows its number.
  void abort();

  /// Awaitable, an IoResult: at least one byte into `room`, or an error (asio's eof at the end).
  Read read_some(std::span<char> room);
  /// The same below TLS: for throwing away what a peer still sends.
  Read read_raw(std::span<char> room);
  /// Awaitable, an IoResult: all of `head`, then all of `body`; one system call where possible.
  Write write(std::string_view head, std::string_view body);
  /// Awaitable, an IoResult. REQUIRES: secure().
  Handshake handshake();
  /// TLS's close_notify and TCP's FIN, as far as the socket takes them at once.
  void say_goodbye();

 private:
  enum class Want { nothing, read, write };

  /// Makes sense of what an OpenSSL call returned: bytes, an error, or what it waits for.
  Want settle(int outcome, IoResult& result);

  std::shared_ptr<const TlsContext> tls_;  ///< outlives ssl_
  Socket socket_;
  const int descriptor_;  ///< the socket's, for other threads
  SslHandle ssl_;
};

/// Tries; as long as the socket is not ready, waits for it and tries again.
class Stream::Operation {
 public:
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  bool await_ready() {
    want_ = attempt();
    return want_ == Want::nothing;
  }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    wait();
  }
  IoResult await_resume() const { return result_; }

 protected:
  explicit Operation(Stream& stream) : stream_(stream) {}
  ~Operation() = default;
  virtual Want attempt() = 0;
  void wait();

  Stream& stream_;
  IoResult result_;
  Want want_ = Want::nothing;
  std::coroutine_handle<> frame_;
};

/// Never goes on within await_suspend: a peer that always has more to say must not keep the loop
/// from the others.
class Stream::Read final : public Operation {
 public:
  Read(Stream& stream, std::span<char> room, bool raw)
      : Operation(stream), room_(room), raw_(raw || !stream.secure()) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> frame);

 private:
  Want attempt() override;

  std::span<char> room_;
  bool raw_;
};

class Stream::Write final : public Operation {
 public:
  Write(Stream& stream, std::string_view head, std::string_view body)
      : Operation(stream), head_(head), body_(body) {}

 private:
  Want attempt() override;
  Want write_some();

  std::string_view head_;
  std::string_view body_;
};

class Stream::Handshake final : public Operation {
 public:
  explicit Handshake(Stream& stream) : Operation(stream) {}

 private:
  Want attempt() override;
};

}  // namespace usher::http
