/// The HTTP/1.1 server: listener, connections, limits, graceful shutdown.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace usher::http {

/// Limits of requests and connections. Exceeding them results in 413, 431, 408 or 503.
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 8 * 1024 * 1024;  ///< the maximum for all routes
  std::size_t connections = 10'000;              ///< further connections get 503 and are closed
  std::chrono::milliseconds header_time{
      10'000};  ///< the time from the first byte to the end of the head
  std::chrono::milliseconds body_time{30'000};   ///< the time for reading the whole body
  std::chrono::milliseconds write_time{30'000};  ///< the time for writing the whole response
  std::chrono::milliseconds idle_time{75'000};   ///< the time between two requests of a connection
  std::chrono::milliseconds handshake_time{10'000};  ///< the time for the TLS handshake
};

/// The server's configuration.
struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0 selects a free port, see Server::port()
  /// PEM files of certificate and key for TLS 1.2 and 1.3. If both are empty, the server uses plain
  /// HTTP.
  std::string tls_certificate;
  std::string tls_key;
  int threads = 1;
  Limits limits;
};

/// Throws ConfigurationError with the reason if the address is not an IP address, or if the
/// certificate or its key cannot be used. Does not bind.
void check_server_options(const ServerOptions& options);

/// Renders an error response that http sends without a handler. `route` is null if no route
/// matched, `accept` is the request's Accept header (empty if it was not parsed), `text` is a
/// sentence about the error.
using ErrorRenderer = std::function<Response(const Route* route, std::string_view accept,
                                             int status, std::string_view text)>;

/// An HTTP server with `threads` threads. Each thread has its own event loop, and a connection
/// stays on one thread. All member functions are thread-safe unless stated otherwise.
class Server {
 public:
  /// Binds and listens, but accepts no connections before start(). Throws ConfigurationError with
  /// the reason if the address or the certificate cannot be used. The router, the log and the
  /// metrics must outlive the server.
  Server(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
         Metrics& metrics);
  ~Server();

  /// Returns the port of the listening socket.
  std::uint16_t port() const;
  /// Starts the threads and accepts connections. REQUIRES: not called before.
  void start();

  /// Reloads certificate and key for new connections. Returns false, logs the reason and keeps the
  /// current certificate if the files cannot be used. Does nothing without TLS.
  bool reload_certificate();

  /// Stops accepting, closes idle connections, lets requests in flight finish for at most `grace`
  /// (their responses have `Connection: close`), then closes the remaining connections. Returns
  /// when all threads have ended, which requires that every suspended handler has been completed:
  /// other threads hold references into their frames. REQUIRES: start() was called, stop() was not.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher::http
