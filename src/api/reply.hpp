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

/// 200 with a body in that format.
http::Response text_reply(http::Format format, std::string body);
/// 200 with nothing to say.
inline http::Response empty_reply() { return {}; }
/// 200 with a plain value, and nothing around it.
template <class T>
http::Response bare_reply(http::Format format, const T& value) {
  return text_reply(format, wire::write_bare(format, value));
}
/// 200 with an array.
template <class T>
http::Response array_reply(http::Format format, const std::vector<T>& values) {
  return text_reply(format, wire::write_array(format, values));
}

/// 200 with a wire type.
template <class T>
http::Response reply(http::Format format, const T& value, std::string_view xml_root,
                     std::string_view xml_namespace = wire::kConsoleNamespace) {
  return text_reply(format, wire::write(format, value, xml_root, xml_namespace));
}

}  // namespace usher::api
