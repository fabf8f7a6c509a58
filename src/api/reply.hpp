/// HTTP responses for results and errors: the only place that maps kinds of error to a status.
#pragma once

#include <string_view>

#include "api/wire/write.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api {

int status_of(Errc code);

/// Challenges of a 401 (RFC 7617, 2; RFC 6750, 3).
inline constexpr const char* kBasicChallenge = "Basic realm=\"Usher\", charset=\"UTF-8\"";
inline constexpr const char* kTokenChallenge = "Bearer realm=\"Usher\"";
inline constexpr const char* kBearerChallenge = "Bearer realm=\"Usher\", error=\"invalid_token\"";

/// Returns the four-field object of docs/contract/provisioning.md, B.6.
http::Response error_response(http::Format format, int status, std::string_view text,
                              int retry_after_s = 0, const char* challenge = kBasicChallenge);
http::Response error_response(http::Format format, const Error& error,
                              const char* challenge = kBasicChallenge);

/// Returns 200 with a body.
http::Response text_response(http::Format format, std::string body);
/// Returns 200 without a body.
inline http::Response empty_response() { return {}; }
/// Returns 200 with a plain value, without an enclosing object.
template <class T>
http::Response bare_response(http::Format format, const T& value) {
  return text_response(format, wire::write_bare(format, value));
}
/// Returns 200 with an array.
template <class T>
http::Response array_response(http::Format format, const std::vector<T>& values) {
  return text_response(format, wire::write_array(format, values));
}

/// Returns 200 with a wire type.
template <class T>
http::Response reply(http::Format format, const T& value, std::string_view xml_root,
                     std::string_view xml_namespace = wire::kConsoleNamespace) {
  return text_response(format, wire::write(format, value, xml_root, xml_namespace));
}

}  // namespace usher::api
