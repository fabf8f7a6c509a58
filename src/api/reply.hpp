/// Outcomes as HTTP answers: the one place where an error's kind becomes a status.
#pragma once

#include <string_view>

#include "api/wire/write.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api {

int status_of(Errc code);

/// The four-field object of the contract's B.6, in the format asked for.
http::Response error_reply(http::Format format, int status, std::string_view text,
                           int retry_after_s = 0);
http::Response error_reply(http::Format format, const Error& error);

/// The same for resources behind a Bearer token, whose 401 asks for one (RFC 6750, 3).
http::Response bearer_error_reply(http::Format format, const Error& error);

/// 200 with a wire type.
template <class T>
http::Response reply(http::Format format, const T& value, std::string_view xml_root,
                     std::string_view xml_namespace = wire::kConsoleNamespace) {
  http::Response response;
  response.content_type = format == http::Format::xml ? "application/xml; charset=utf-8"
                                                      : "application/json; charset=utf-8";
  response.body = wire::write(format, value, xml_root, xml_namespace);
  return response;
}

}  // namespace usher::api
