/// HTTP requests and responses, and the interface that sends them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "usher/client/secret.hpp"

namespace usher::client {

/// An HTTP request.
struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https, without user and password
  /// The content. nullopt sends no content; a POST without content needs "".
  std::optional<std::string> body;
  std::string content_type = "application/json";
  std::string accept = "application/json";
  /// Credentials: `user` and `password` are sent by HTTP Basic, `bearer` is sent as a bearer token.
  std::string user;
  Secret password;
  Secret bearer;
  /// The timeout of the whole request, name resolution included.
  std::chrono::milliseconds timeout{30'000};
  /// Set if the request must not reach the server twice. Such a request uses a new connection,
  /// because libcurl resends a request silently if a reused connection is closed.
  bool at_most_once = false;
};

/// An HTTP response.
struct HttpResponse {
  int status = 0;
  std::string body;
  std::optional<std::chrono::seconds>
      retry_after;         ///< seconds until a retry; a date is converted to seconds
  std::string request_id;  ///< the value of X-Request-Id; may be empty
};

/// Sends requests. Implementations must be thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Blocks until the response has arrived. Returns responses of any status and does not follow
  /// redirects. Throws TransportError if no response was received, ProtocolError if the response
  /// exceeds the size limit, and std::invalid_argument if a header field would contain a line
  /// break.
  virtual HttpResponse send(const HttpRequest& request) = 0;
};

/// Options of curl_transport().
struct CurlOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  /// The limit of a response's body in bytes; headers are limited to 256 KiB.
  std::size_t max_response_bytes = std::size_t{8} << 20;
  /// A PEM file of trusted certificates. If empty, the system's certificates are trusted.
  std::string ca_file;
  /// The proxy's URL, such as "http://proxy.example:3128". If empty, no proxy is used, and the
  /// environment's proxy settings are ignored.
  std::string proxy;
  std::string user_agent = "usher-client";
};

/// Returns a transport on libcurl. It verifies certificates, requires TLS 1.2, reuses connections
/// and opens one connection per concurrent call.
std::shared_ptr<Transport> curl_transport(CurlOptions options = {});

}  // namespace usher::client
