#include "mail/body_encoding.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace usher::mail {
namespace {

constexpr std::size_t kEncodedLine = 76;

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' || text[i] == '\n') {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void append_octet(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

// One character of a line, encoded; the octets of a UTF-8 character stay together, so that a soft
// break never goes through one. `ends_line`: nothing follows it.
std::string encode_character(std::string_view octets, bool ends_line) {
  const char c = octets.front();
  const bool blank = c == ' ' || c == '\t';
  if ((c > ' ' && c <= '~' && c != '=') || (blank && !ends_line)) return std::string(octets);
  std::string out;
  for (const char octet : octets) append_octet(out, octet);
  return out;
}

void append_quoted_line(std::string& out, std::string_view line) {
  std::size_t column = 0;
  while (!line.empty()) {
    std::size_t length = 1;
    while (length < std::min<std::size_t>(4, line.size()) && is_continuation(line[length]))
      ++length;
    const bool last = length == line.size();
    const std::string encoded = encode_character(line.substr(0, length), last);
    // The last column is kept for the "=" of a soft break.
    if (column + encoded.size() > kEncodedLine - (last ? 0 : 1)) {
      out += "=\r\n";
      column = 0;
    }
    out += encoded;
    column += encoded.size();
    line.remove_prefix(length);
  }
  out += "\r\n";
}

}  // namespace

std::string to_quoted_printable(std::string_view text) {
  const std::string canonical = with_crlf(text);
  std::string_view rest = canonical;
  std::string out;
  out.reserve(canonical.size() * 5 / 4);
  while (!rest.empty()) {
    const std::size_t end = rest.find("\r\n");
    append_quoted_line(out, rest.substr(0, end));
    rest.remove_prefix(end + 2);
  }
  return out;
}

std::string to_base64_lines(std::string_view text) {
  return bytes_to_base64_lines(with_crlf(text));
}

std::string bytes_to_base64_lines(std::string_view bytes) {
  const std::string encoded = to_base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); i += kEncodedLine) {
    out.append(encoded, i, kEncodedLine).append("\r\n");
  }
  return out;
}

bool prefers_base64(std::string_view text) {
  const auto wide = static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
  // Quoted-printable adds two octets to each of these, base64 a third of an octet to every one.
  return wide * 6 > text.size();
}

}  // namespace usher::mail
