#include "mail/transfer_decoding.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::mail {
namespace {

bool is_base64_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

std::string decode_base64(std::string_view body) {
  std::string digits;
  for (const char c : body) {
    if (c == '=') break;
    if (is_base64_digit(c)) digits += c;
  }
  // A single digit of the last group has too few bits for a byte.
  if (digits.size() % 4 == 1) digits.pop_back();
  digits.append((4 - digits.size() % 4) % 4, '=');
  return from_base64(digits).value_or(std::string());
}

std::string decode_quoted_printable(std::string_view body) {
  std::string out;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '=') {
      out += body[i];
      continue;
    }
    const std::string_view rest = body.substr(i + 1);
    if (rest.starts_with("\r\n")) {
      i += 2;
    } else if (rest.starts_with('\n')) {
      i += 1;
    } else if (const auto byte = from_hex(rest.substr(0, 2)); byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    } else {
      out += '=';
    }
  }
  return out;
}

}  // namespace

std::string decode_transfer(std::string_view encoding, std::string_view body) {
  encoding = trim(encoding);
  if (ascii_iequals(encoding, "base64")) return decode_base64(body);
  if (ascii_iequals(encoding, "quoted-printable")) return decode_quoted_printable(body);
  return std::string(body);
}

}  // namespace usher::mail
