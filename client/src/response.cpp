#include "answer.hpp"

#include <boost/json.hpp>

namespace usher::client {
namespace {

constexpr std::size_t kLongestText = 300;

/// Null when it is not JSON: an error's body may be anything that a proxy makes up.
boost::json::value parsed_or_null(const std::string& body) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(body, error);
  return error ? boost::json::value() : value;
}

boost::json::value parsed(const HttpRequest& request, const HttpResponse& answer) {
  if (answer.body.empty()) return nullptr;
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(answer.body, error);
  if (error) throw ProtocolError(named(request) + ": the answer is not JSON");
  return value;
}

bool good(const HttpResponse& answer) { return answer.status >= 200 && answer.status < 300; }

[[noreturn]] void throw_service_error(const HttpRequest& request, const HttpResponse& answer) {
  const boost::json::value body = parsed_or_null(answer.body);
  ServiceError::Details details;
  details.status = answer.status;
  details.name = text_of(body, "ErrorName");
  details.description = text_of(body, "ErrorDescription");
  if (details.description.empty()) details.description = text_of(body, "error_description");
  details.request_id = answer.request_id;
  details.retry_after = answer.retry_after;
  std::string text = named(request) + ": status " + std::to_string(answer.status);
  if (!details.name.empty()) text += " " + one_line(details.name);
  if (!details.description.empty()) text += ": " + one_line(details.description);
  if (answer.status == 429) throw RateLimited(text, std::move(details));
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

std::string named(const HttpRequest& request) {
  return request.method + " " + request.url.substr(0, request.url.find('?'));
}

std::string one_line(std::string_view text) {
  std::string out(text.substr(0, kLongestText));
  if (out.size() < text.size()) {
    // Not in the middle of a UTF-8 sequence.
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

std::string text_of(const boost::json::value& value, std::string_view member) {
  const boost::json::object* object = value.if_object();
  const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(member);
  const boost::json::string* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

boost::json::value service_answer(const HttpRequest& request, const HttpResponse& answer) {
  if (!good(answer)) throw_service_error(request, answer);
  return parsed(request, answer);
}

boost::json::value oauth_answer(const HttpRequest& request, const HttpResponse& answer) {
  if (good(answer)) return parsed(request, answer);
  const boost::json::value body = parsed_or_null(answer.body);
  std::string code = text_of(body, "error");
  if (code.empty() || temporary(answer.status)) throw_service_error(request, answer);
  std::string description = text_of(body, "error_description");
  std::string text = named(request) + ": " + one_line(code);
  if (!description.empty()) text += ": " + one_line(description);
  throw OAuthError(text, answer.status, std::move(code), std::move(description));
}

}  // namespace usher::client
