/// Awaitable reads and writes of a connection, with or without TLS. Internal to http.
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "http/loop.hpp"
#include "http/message.hpp"
#include "http/tls.hpp"

namespace usher::http {

/// The result of an operation.
struct IoResult {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

/// A connection. One operation at a time; a failed connection is a result, never an exception. Only
/// is_disconnected() is thread-safe.
class Stream final : public Peer {
 public:
  class Operation;
  class Read;
  class Write;
  class Handshake;

  /// Makes the socket non-blocking. Without `tls` the connection is plain.
  Stream(Socket socket, std::shared_ptr<const TlsContext> tls);

  bool secure() const { return ssl_ != nullptr; }
  bool is_disconnected() const noexcept override;
  /// Returns whether a read would return at once: with bytes, the end or an error.
  bool has_input() const noexcept;
  /// Returns the number of bytes that were read and written, below TLS for raw reads only.
  std::uint64_t transferred() const { return transferred_; }
  /// Ends the pending operation with `operation_aborted`.
  void cancel();
  /// Shuts the socket down in both directions. Its descriptor stays open because OpenSSL uses it.
  void abort();

  // Awaiting one of these results in an IoResult.

  /// Reads at least one byte into `buffer`, or returns an error (asio::error::eof at the end).
  Read read_some(std::span<char> buffer);
  /// Reads below TLS, to discard the rest of the peer's input.
  Read read_raw(std::span<char> buffer);
  /// Writes all of `head`, then all of `body`; in one system call if possible.
  Write write(std::string_view head, std::string_view body);
  /// Performs the TLS handshake. REQUIRES: secure().
  Handshake handshake();
  /// Sends TLS's close_notify and TCP's FIN without waiting.
  void shutdown_send();

 private:
  enum class Want { nothing, read, write };

  /// Converts the return value of an OpenSSL call to bytes, an error, or the event to wait for.
  Want interpret(int returned, IoResult& result);

  std::shared_ptr<const TlsContext> tls_;  ///< outlives ssl_
  Socket socket_;
  const int descriptor_;  ///< the socket's, for is_disconnected()
  SslHandle ssl_;
  std::uint64_t transferred_ = 0;
};

/// An operation that is attempted again whenever the socket becomes ready.
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

/// Always suspends, so that a peer that sends without pause does not starve other connections.
class Stream::Read final : public Operation {
 public:
  Read(Stream& stream, std::span<char> buffer, bool raw)
      : Operation(stream), buffer_(buffer), raw_(raw || !stream.secure()) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> frame);

 private:
  Want attempt() override;

  std::span<char> buffer_;
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
