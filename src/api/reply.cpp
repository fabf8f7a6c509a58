#include "api/reply.hpp"

#include <optional>
#include <string>

namespace usher::api {
namespace {

/// docs/contract/provisioning.md, B.6; alphabetical, as on the wire.
struct ErrorBody {
  std::string ErrorCode;
  std::string ErrorDescription;
  std::optional<std::string> ErrorName;
  std::optional<std::string> ErrorStack;
};
BOOST_DESCRIBE_STRUCT(ErrorBody, (), (ErrorCode, ErrorDescription, ErrorName, ErrorStack))

/// Returns "NotFound" for "Not Found"; null for 429, as the original server did.
std::optional<std::string> name_of(int status) {
  if (status == 429) return std::nullopt;
  std::string name;
  for (const char c : http::reason_of(status)) {
    if (c != ' ' && c != '-') name += c;
  }
  return name;
}

}  // namespace

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid:
      return 400;
    case Errc::unauthorized:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::too_many:
      return 429;
    case Errc::unsupported:
      return 415;
  }
  return 500;
}

http::Response text_response(http::Format format, std::string body) {
  http::Response response;
  response.content_type = format == http::Format::xml ? "application/xml; charset=utf-8"
                                                      : "application/json; charset=utf-8";
  response.body = std::move(body);
  return response;
}

http::Response error_response(http::Format format, int status, std::string_view text,
                              int retry_after_s, const char* challenge) {
  const ErrorBody body{std::to_string(status), std::string(text), name_of(status), std::nullopt};
  http::Response response = reply(format, body, "Error");
  response.status = status;
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", challenge);
  if (retry_after_s > 0)
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

http::Response error_response(http::Format format, const Error& error, const char* challenge) {
  return error_response(format, status_of(error.code), error.message, error.retry_after_s,
                        challenge);
}

}  // namespace usher::api
