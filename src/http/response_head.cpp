#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.hpp"
#include "base/text.hpp"

namespace usher::http {
namespace {

constexpr std::string_view kReservedFields[] = {
    "content-length", "transfer-encoding",     "connection", "date", "server",
    "x-request-id",   "x-content-type-options", "strict-transport-security"};

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_ascii_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_reserved(std::string_view name) {
  return std::any_of(std::begin(kReservedFields), std::end(kReservedFields),
                     [&](std::string_view reserved) { return ascii_iequals(reserved, name); });
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void append_head(std::string& out, const Response& response, const HeadOptions& form) {
  CHECK(response.status >= 200 && response.status <= 599);
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason_of(response.status)).append("\r\n");
  append_field(out, "Server", "usher");
  append_field(out, "Date", form.date);
  if (!response.content_type.empty() && is_header_value(response.content_type)) {
    append_field(out, "Content-Type", response.content_type);
  }
  if (may_have_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.content().size());
    out += "\r\n";
  }
  append_field(out, "X-Request-Id", form.request_id);
  out += "X-Content-Type-Options: nosniff\r\n";
  if (form.close) out += "Connection: close\r\n";
  if (form.keep_alive_header) out += "Connection: keep-alive\r\n";
  if (form.secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
  for (const auto& [name, value] : response.headers) {
    if (is_token(name) && is_header_value(value) && !is_reserved(name))
      append_field(out, name, value);
  }
  out += "\r\n";
}

bool is_sendable(const Response& response) {
  return is_header_value(response.content_type) &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
           return is_token(header.first) && is_header_value(header.second);
         });
}

bool may_have_body(int status) { return status != 204 && status != 304; }

}  // namespace usher::http
