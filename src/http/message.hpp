/// A request and its response as plain values, independent of the product and of any I/O library.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::http {

enum class Method { get, head, post, put, delete_, options, other };

/// Returns the method's name, such as "GET"; "OTHER" for methods that Usher does not support.
std::string_view name_of(Method method);

/// A header field.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// The other end of a connection.
class Peer {
 public:
  /// Returns whether the peer has closed its side of the connection. Such a peer usually does not
  /// read the response, but a few programs close only their sending side. Thread-safe while a
  /// handler runs.
  virtual bool is_disconnected() const noexcept = 0;

 protected:
  ~Peer() = default;
};

/// A request. Valid only while its handler runs: the views refer to the connection's buffers.
struct Request {
  Method method = Method::other;
  std::string_view path;        ///< the target before '?', not decoded
  std::string_view query;       ///< the target after '?', not decoded; may be empty
  std::vector<Header> headers;  ///< the header fields in the order in which they were received
  std::string_view body;        ///< the complete body without chunked coding
  std::string_view peer;        ///< the connection's address: "192.0.2.1" or "2001:db8::1"
  bool tls = false;
  std::string_view request_id;                    ///< assigned by the server, sent as X-Request-Id
  std::vector<std::string_view> path_parameters;  ///< the segments that matched the route's {…}
  const Peer* client = nullptr;                   ///< null in tests

  /// Returns the first header field of this name, compared case-insensitively; empty if there is
  /// none.
  std::string_view header(std::string_view name) const;
  /// Returns whether the client has disconnected (Peer::is_disconnected).
  bool is_abandoned() const noexcept { return client != nullptr && client->is_disconnected(); }
};

/// A response.
struct Response {
  int status = 200;
  std::string content_type;  ///< the Content-Type header is omitted if empty
  std::string body;          ///< the server sends its length, and omits it for HEAD
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Returns the reason phrase, such as "Not Found"; "Status" for codes that Usher does not use.
std::string_view reason_of(int status);

/// Returns whether the text is a valid field value, without line breaks and other control
/// characters (RFC 9110, 5.5).
bool is_header_value(std::string_view value);

}  // namespace usher::http
