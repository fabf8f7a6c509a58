#include "mail/mime_part.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace usher::mail {
namespace {

std::string boundary_of(const HeaderFields& headers) {
  const std::string_view value = value_of(headers, "content-type");
  const std::string lower = ascii_lower(value);
  const std::size_t at = lower.find("boundary=");
  if (at == std::string::npos) return {};
  std::string_view rest = value.substr(at + 9);
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.substr(1).find('"')));
  return std::string(trim(rest.substr(0, rest.find(';'))));
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// Skips other characters, as RFC 2045, 6.8 demands, and ends at the padding.
std::string decoded_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const int value = base64_value(c);
    if (value < 0) continue;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFU);
  }
  return out;
}

std::string decoded_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('='), text.size());
    out += text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    if (at > 0 && text.empty()) break;
    if (text.starts_with("\r\n")) {
      text.remove_prefix(2);
    } else if (text.starts_with('\n')) {
      text.remove_prefix(1);
    } else if (const auto byte = parse_integer<unsigned>(text.substr(0, 2), 16);
               byte && text.size() > 1) {
      out += static_cast<char>(*byte);
      text.remove_prefix(2);
    }
  }
  return out;
}

}  // namespace

std::string_view cut_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

HeaderFields cut_headers(std::string_view& text) {
  HeaderFields out;
  auto last = out.end();
  while (!text.empty()) {
    const std::string_view line = cut_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (last != out.end()) last->second.append(" ").append(trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    last = out.emplace(ascii_lower(trim(line.substr(0, colon))),
                       std::string(trim(line.substr(colon + 1))));
  }
  return out;
}

std::string_view value_of(const HeaderFields& headers, const std::string& name) {
  const auto found = headers.lower_bound(name);
  return found == headers.end() || found->first != name ? std::string_view() : found->second;
}

std::string type_of(const HeaderFields& headers) {
  const std::string_view value = value_of(headers, "content-type");
  return ascii_lower(trim(value.substr(0, value.find(';'))));
}

std::vector<std::string_view> parts_of(const HeaderFields& headers, std::string_view body) {
  std::vector<std::string_view> out;
  const std::string boundary = boundary_of(headers);
  if (boundary.empty()) return out;
  const std::string delimiter = "--" + boundary;
  std::optional<std::size_t> begin;
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::size_t at = body.size() - rest.size();
    const std::string_view line = cut_line(rest);
    if (!line.starts_with(delimiter)) continue;
    if (begin) out.push_back(body.substr(*begin, at - *begin));
    begin = body.size() - rest.size();
    if (line.substr(delimiter.size()).starts_with("--")) return out;
  }
  // A report that was cut off is still readable up to its end.
  if (begin) out.push_back(body.substr(*begin));
  return out;
}

std::string decoded_body(const HeaderFields& headers, std::string_view body) {
  const std::string encoding = ascii_lower(value_of(headers, "content-transfer-encoding"));
  if (encoding == "base64") return decoded_base64(body);
  if (encoding == "quoted-printable") return decoded_quoted_printable(body);
  return std::string(body);
}

}  // namespace usher::mail
