/// The HTTP/1.1 server: listeners, connections, limits, orderly stop.
///
/// Runs `threads` loop threads, each with its own event loop; a connection lives on one of them.
/// All member functions are thread-safe unless they say otherwise.
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

/// The limits at the door. Over them the answer is 413, 431, 408 or 503, never a stall.
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 8 * 1024 * 1024;      ///< over all routes
  std::size_t connections = 10'000;                  ///< more are answered 503 and closed
  std::chrono::milliseconds header_time{10'000};     ///< from first byte to last header
  std::chrono::milliseconds body_time{30'000};       ///< for the whole body
  std::chrono::milliseconds write_time{30'000};      ///< for the whole answer
  std::chrono::milliseconds idle_time{75'000};       ///< between two requests
  std::chrono::milliseconds handshake_time{10'000};  ///< TLS
};

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0: a free one, see Server::port()
  /// PEM files; both empty: plain HTTP. TLS 1.2 and 1.3 only.
  std::string tls_certificate;
  std::string tls_key;
  int threads = 1;
  Limits limits;
};

/// How the product words an answer that http itself has to give: `route` is null when none was
/// found, `accept` is the request's Accept header (empty when it never came that far), `text` says
/// in a sentence what is wrong.
using ErrorRenderer = std::function<Response(const Route* route, std::string_view accept,
                                             int status, std::string_view text)>;

class Server {
 public:
  /// Binds and listens; throws ConfigurationError when the address or the certificate can't be used
  /// (the text says which and why). Connections are taken only after start().
  /// The router, the log and the metrics must outlive the server.
  Server(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
         Metrics& metrics);
  ~Server();

  /// The port that is listened on.
  std::uint16_t port() const;
  void start();

  /// Reads certificate and key again for connections from now on. False, with the reason in the log
  /// and the old ones kept, when they can't be used. No effect without TLS.
  bool reload_certificate();

  /// Stops accepting, closes idle connections, lets requests in flight finish (their answers carry
  /// `Connection: close`) for at most `grace`, then closes what is left. Returns when all loop
  /// threads have ended: not before every handler that waits has been completed, since another
  /// thread still holds a reference into its frame. Call once, after start().
  void stop(std::chrono::milliseconds grace);

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace usher::http
