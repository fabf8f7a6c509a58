/// One HTTP request and its answer, and what carries them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "usher/client/secret.hpp"

namespace usher::client {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https; names no user
  /// Sent if there is one, even an empty one; nothing else says that a POST has no body.
  std::optional<std::string> body;
  std::string content_type = "application/json";
  std::string accept = "application/json";
  /// With user and password: HTTP Basic. With `bearer`: that token. With neither: nothing.
  std::string user;
  Secret password;
  Secret bearer;
  /// For all of it, from the look-up of the name to the last byte.
  std::chrono::milliseconds time_limit{30'000};
  /// The request must not reach the server twice. It gets a new connection: over a kept one that
  /// turns out to be closed, it would silently be sent again.
  bool once = false;
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;  ///< a date counts from now
  std::string request_id;                           ///< X-Request-Id, cleaned; may be empty
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Thread-safe. Any status is an answer; redirects are not followed. Throws TransportError when
  /// no answer came, and ProtocolError when it is larger than the limit.
  virtual HttpResponse send(const HttpRequest& request) = 0;
};

struct CurlOptions {
  std::chrono::milliseconds connect_limit{10'000};
  /// Bytes; headers have a limit of their own.
  std::size_t max_response_bytes = std::size_t{8} << 20;
  /// Certificates to trust, PEM; empty: those of the system.
  std::string ca_file;
  /// "http://proxy.example:3128"; empty: none, whatever the environment says.
  std::string proxy;
  std::string user_agent = "usher-client";
};

/// libcurl. Verifies certificates (TLS 1.2 or newer), keeps connections between calls and uses as
/// many at a time as threads call it.
std::shared_ptr<Transport> curl_transport(CurlOptions options = {});

}  // namespace usher::client
