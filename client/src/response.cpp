#include "response.hpp"

#include <boost/json.hpp>

namespace usher::client {
namespace {

constexpr std::size_t kMaxText = 300;

/// Returns null if the body is not JSON: a proxy may send an error response of any kind.
boost::json::value parse_or_null(const std::string& body) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(body, error);
  return error ? boost::json::value() : value;
}

boost::json::value parse(const HttpRequest& request, const HttpResponse& response) {
  if (response.body.empty()) return nullptr;
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(response.body, error);
  if (error) throw ProtocolError(describe(request) + ": the response is not JSON");
  return value;
}

bool is_success(const HttpResponse& response) {
  return response.status >= 200 && response.status < 300;
}

[[noreturn]] void throw_service_error(const HttpRequest& request, const HttpResponse& response) {
  const boost::json::value body = parse_or_null(response.body);
  ServiceError::Details details;
  details.status = response.status;
  details.name = string_member(body, "ErrorName");
  details.description = string_member(body, "ErrorDescription");
  if (details.description.empty()) details.description = string_member(body, "error_description");
  details.request_id = response.request_id;
  details.retry_after = response.retry_after;
  std::string text = describe(request) + ": status " + std::to_string(response.status);
  if (!details.name.empty()) text += " " + one_line(details.name);
  if (!details.description.empty()) text += ": " + one_line(details.description);
  if (response.status == 429) throw RateLimited(text, std::move(details));
  throw ServiceError(text, std::move(details));
}

bool temporary(int status) {
  return status == 408 || status == 429 || (status >= 502 && status <= 504);
}

}  // namespace

ServiceError::ServiceError(const std::string& text, Details details)
    : Error(text, client::temporary(details.status), details.retry_after),
      details_(std::move(details)) {}

OAuthError::OAuthError(const std::string& text, int status, std::string code,
                       std::string description)
    : Error(text), status_(status), code_(std::move(code)), description_(std::move(description)) {}

std::string describe(const HttpRequest& request) {
  return request.method + " " + request.url.substr(0, request.url.find('?'));
}

std::string one_line(std::string_view text) {
  std::string out(text.substr(0, kMaxText));
  if (out.size() < text.size()) {
    // The cut must not split a UTF-8 sequence.
    while (!out.empty() && (static_cast<unsigned char>(text[out.size()]) & 0xC0) == 0x80) {
      out.pop_back();
    }
    out += "…";
  }
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
}

std::string string_member(const boost::json::value& value, std::string_view member) {
  const boost::json::object* object = value.if_object();
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(member);
  const boost::json::string* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

boost::json::value parse_service_response(const HttpRequest& request,
                                          const HttpResponse& response) {
  if (!is_success(response)) throw_service_error(request, response);
  return parse(request, response);
}

boost::json::value parse_oauth_response(const HttpRequest& request, const HttpResponse& response) {
  if (is_success(response)) return parse(request, response);
  const boost::json::value body = parse_or_null(response.body);
  std::string code = string_member(body, "error");
  if (code.empty() || temporary(response.status)) throw_service_error(request, response);
  std::string description = string_member(body, "error_description");
  std::string text = describe(request) + ": " + one_line(code);
  if (!description.empty()) text += ": " + one_line(description);
  throw OAuthError(text, response.status, std::move(code), std::move(description));
}

}  // namespace usher::client
