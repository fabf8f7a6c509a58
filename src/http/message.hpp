/// A request and its answer as plain values. Knows no product word and no I/O library.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::http {

enum class Method { get, head, post, put, delete_, options, other };

/// "GET", …; "OTHER" for what Usher has no name for.
std::string_view name_of(Method method);

struct Header {
  std::string_view name;
  std::string_view value;
};

/// Whoever is at the other end of a connection.
class Peer {
 public:
  /// It has closed its side: most likely nobody waits for the answer any more. (A few programs
  /// close the half that they write to, and still read.) From any thread while a handler runs.
  virtual bool is_disconnected() const noexcept = 0;

 protected:
  ~Peer() = default;
};

/// Valid only while its handler runs: the views point into the connection's buffers.
struct Request {
  Method method = Method::other;
  std::string_view path;        ///< as sent, before '?', not decoded
  std::string_view query;       ///< as sent, after '?', not decoded; empty when there is none
  std::vector<Header> headers;  ///< in wire order
  std::string_view body;        ///< complete, chunked coding removed
  std::string_view peer;        ///< the connection's address: "192.0.2.1" or "2001:db8::1"
  bool tls = false;
  std::string_view request_id;                    ///< ours; also answered as X-Request-Id
  std::vector<std::string_view> path_parameters;  ///< what the route's {…} segments matched
  const Peer* client = nullptr;                   ///< null: nobody who could leave

  /// The first header of that name (any case); empty when there is none.
  std::string_view header(std::string_view name) const;
  /// As Peer::is_disconnected.
  bool is_abandoned() const noexcept { return client != nullptr && client->is_disconnected(); }
};

struct Response {
  int status = 200;
  std::string content_type;  ///< no Content-Type header when empty
  std::string body;          ///< Content-Length is always sent; HEAD drops the body by itself
  std::vector<std::pair<std::string, std::string>> headers;
};

/// "Not Found" for 404; "Status" for codes that Usher does not use.
std::string_view reason_of(int status);

/// A header's value may not carry line breaks or other controls (RFC 9110, 5.5).
bool is_header_value(std::string_view value);

}  // namespace usher::http
