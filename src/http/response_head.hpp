/// The status line and header fields of a response.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace usher::http {

/// The connection's part of a response head.
struct HeadOptions {
  std::string_view request_id;
  std::string_view date;           ///< RFC 9110, 5.6.7
  bool close = false;              ///< send "Connection: close"
  bool keep_alive_header = false;  ///< send "Connection: keep-alive", for HTTP/1.0
  bool secure = false;             ///< send Strict-Transport-Security (RFC 6797)
};

/// Appends status line and header fields. Omits fields that are invalid (control characters,
/// malformed name) or that only the server may set (framing, connection).
/// REQUIRES: status is 200 to 599.
void append_head(std::string& out, const Response& response, const HeadOptions& form);

/// Returns whether every header field is valid.
bool is_sendable(const Response& response);

/// Returns false for the statuses that never have a body.
bool may_have_body(int status);

}  // namespace usher::http
