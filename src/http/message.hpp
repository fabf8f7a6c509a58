/// A request and its response as plain values, independent of the product and of any I/O library.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::http {

enum class Method { get, head, post, put, delete_, options, other };

/// Returns "GET" and so on; "OTHER" for methods that Usher does not support.
std::string_view name_of(Method method);

/// A header field.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// The other end of a connection.
class Peer {
 public:
  /// Returns whether the peer has closed its side of the connection. Most likely it does not read
  /// the response; a few programs close only their sending side. Thread-safe while a handler runs.
  virtual bool is_disconnected() const noexcept = 0;

 protected:
  ~Peer() = default;
};

/// A request. Valid only while its handler runs: the views refer to the connection's buffers.
struct Request {
  Method method = Method::other;
  std::string_view path;        ///< as sent, before '?', not decoded
  std::string_view query;       ///< as sent, after '?', not decoded; may be empty
  std::vector<Header> headers;  ///< in wire order
  std::string_view body;        ///< complete, chunked coding removed
  std::string_view peer;        ///< the connection's address: "192.0.2.1" or "2001:db8::1"
  bool tls = false;
  std::string_view request_id;                    ///< assigned by the server, sent as X-Request-Id
  std::vector<std::string_view> path_parameters;  ///< the segments that matched the route's {…}
  const Peer* client = nullptr;                   ///< null in tests
  std::int64_t party = 0;  ///< that the route has admitted (router.hpp); 0: not done

  /// Returns the first header field of this name (in any case), or an empty text.
  std::string_view header(std::string_view name) const;
  /// Returns whether the client has disconnected, see Peer.
  bool is_abandoned() const noexcept { return client != nullptr && client->is_disconnected(); }
};

/// A response.
struct Response {
  int status = 200;
  std::string content_type;  ///< empty: no Content-Type header
  std::string body;          ///< the server sends its length, and omits it for HEAD
  std::vector<std::pair<std::string, std::string>> headers;
  /// A body that several responses share; if set, `body` is not used.
  std::shared_ptr<const std::string> shared_body{};

  std::string_view content() const { return shared_body ? *shared_body : body; }
};

/// Returns the reason phrase, such as "Not Found"; "Status" for codes that Usher does not use.
std::string_view reason_of(int status);

/// Returns whether the text is a valid field value: no line breaks or other controls (RFC 9110,
/// 5.5).
bool is_header_value(std::string_view value);

}  // namespace usher::http
