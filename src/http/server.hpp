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
  std::size_t max_body_bytes = 8 * 1024 * 1024;      ///< over all routes
  std::size_t connections = 10'000;                  ///< more get 503 and are closed
  std::chrono::milliseconds header_time{10'000};     ///< from first byte to last header
  /// Bytes of all request and response bodies in memory; more get 503.
  std::size_t total_body_bytes = 256 * 1024 * 1024;
  std::chrono::milliseconds body_time{30'000};   ///< for a body's start, and for each stall
  std::chrono::milliseconds write_time{30'000};  ///< for a response's start, and for each stall
  std::uint64_t min_rate = 8 * 1024;             ///< bytes a second of bodies and responses
  std::chrono::milliseconds idle_time{75'000};       ///< between two requests
  std::chrono::milliseconds handshake_time{10'000};  ///< TLS
};

/// The server's configuration.
struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0: any free port, see Server::port()
  /// PEM files; both empty: plain HTTP. TLS 1.2 and 1.3 only.
  std::string tls_certificate;
  std::string tls_key;
  int threads = 1;
  Limits limits;
};

/// Renders an error response that http sends without a handler. `route` is null if none matched,
/// `accept` is the request's Accept header (empty if it was not parsed), `text` is a sentence about
/// the error.
using ErrorRenderer = std::function<Response(const Route* route, std::string_view accept,
                                             int status, std::string_view text)>;

/// Runs `threads` threads, each with its own event loop; a connection stays on one of them. All
/// member functions are thread-safe unless stated otherwise.
class Server {
 public:
  /// Binds and listens. Throws ConfigurationError if the address or the certificate can't be used;
  /// the text states which and why. Connections are accepted after start() only. The router, the
  /// log and the metrics must outlive the server.
  Server(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
         Metrics& metrics);
  ~Server();

  /// Returns the port of the listening socket.
  std::uint16_t port() const;
  /// Starts the threads and accepts connections. Call once.
  void start();

  /// Reloads certificate and key for new connections. If they can't be used, returns false, logs
  /// the reason and keeps the current ones. No effect without TLS.
  bool reload_certificate();

  /// Stops accepting, closes idle connections, lets requests in flight finish for at most `grace`
  /// (their responses have `Connection: close`), then closes the remaining connections. Returns
  /// when all threads have ended, which requires that every suspended handler has been completed:
  /// other threads hold references into their frames. Call once, after start().
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher::http
