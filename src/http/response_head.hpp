/// A `Response` as bytes.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace usher::http {

/// What decides about an answer's form besides the Response.
struct AnswerForm {
  std::string_view request_id;
  std::string_view date;         ///< RFC 9110, 5.6.7
  bool with_body = true;         ///< false for HEAD
  bool close = false;            ///< the connection ends with this answer
  bool says_keep_alive = false;  ///< HTTP/1.0 has to be told
};

/// Appends status line and header fields. Fields that can't be sent (control characters, not a
/// name) or that are not the handler's to say (framing, connection) are left out.
/// REQUIRES: status is 200 to 599.
void append_head(std::string& out, const Response& response, const AnswerForm& form);

/// True when every header field is one that append_head() sends as it is.
bool is_sendable(const Response& response);

/// False for the statuses that never carry one.
bool may_have_body(int status);

}  // namespace usher::http
