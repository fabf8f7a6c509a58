/// Outcomes as HTTP answers: the one place where an error's kind becomes a status.
#pragma once

#include <string_view>

#include "api/wire/write.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api {

int status_of(Errc code);

/// What a 401 asks for (RFC 7617, 2; RFC 6750, 3).
inline constexpr const char* kBasicChallenge = "Basic realm=\"Usher\", charset=\"UTF-8\"";
inline constexpr const char* kBearerChallenge = "Bearer realm=\"Usher\", error=\"invalid_token\"";

/// The four-field object of the contract's B.6, in the format asked for.
http::Response error_reply(http::Format format, int status, std::string_view text,
                           int retry_after_s = 0, const char* challenge = kBasicChallenge);
http::Response error_reply(http::Format format, const Error& error,
                           const char* challenge = kBasicChallenge);

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
