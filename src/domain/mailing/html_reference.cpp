#include "domain/mailing/html_reference.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {

/// WHATWG's table of names (data/character-references.txt), with the UTF-8 bytes of their
/// characters in hexadecimal digits.
std::span<const EmbeddedFile> embedded_character_references();

namespace {

/// The longest name, `CounterClockwiseContourIntegral;`, has 32 characters.
constexpr std::size_t kMaxName = 32;
/// The longest name that is valid without its ';'.
constexpr std::size_t kMaxLegacyName = 6;
constexpr std::string_view kReplacement = "\uFFFD";

/// The characters that authors mean by the numbers 128 to 159: those of windows-1252. 0: none.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

using Names = std::unordered_map<std::string_view, std::string>;

Names read_names() {
  Names out;
  std::string_view text = embedded_character_references().front().text;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t tab = line.find('\t');
    auto characters = from_hex(line.substr(tab + 1));
    CHECK(tab != std::string_view::npos && characters.has_value());
    out.emplace(line.substr(0, tab), std::move(*characters));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// The characters by name. Names end with ';', except for those that are valid without it.
const Names& names() {
  static const Names names = read_names();
  return names;
}

void append_number(std::string& out, std::uint32_t number) {
  if (number >= 128 && number < 160 && kWindows1252[number - 128] != 0) {
    number = kWindows1252[number - 128];
  }
  const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
  const bool noncharacter = (number & 0xFFFE) == 0xFFFE || (number >= 0xFDD0 && number <= 0xFDEF);
  const bool space = number == '\t' || number == '\n' || number == '\f' || number == '\r';
  const bool control = (number < 0x20 && !space) || (number >= 0x7F && number < 0xA0);
  if (number > 0x10FFFF || surrogate || noncharacter || control) {
    out += kReplacement;
  } else {
    append_utf8(out, number);
  }
}

int digit_of(char c, bool hex) {
  if (c >= '0' && c <= '9') return c - '0';
  if (hex && c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (hex && c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Appends the character of `#38;` or `#x26;`. Returns the length that was read; 0: no reference.
std::size_t append_numeric(std::string& out, std::string_view text) {
  std::size_t at = 1;
  const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
  if (hex) ++at;
  const std::size_t begin = at;
  std::uint32_t number = 0;
  for (int digit = 0; at < text.size() && (digit = digit_of(text[at], hex)) >= 0; ++at) {
    number = std::min<std::uint32_t>(number * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit),
                                     0x110000);  // no overflow
  }
  if (at == begin) return 0;
  append_number(out, number);
  return at < text.size() && text[at] == ';' ? at + 1 : at;
}

/// Appends the characters of `amp;`. Returns the length that was read; 0: no reference.
std::size_t append_named(std::string& out, std::string_view text, bool in_attribute) {
  const std::size_t longest = std::min(text.size(), kMaxName);
  std::size_t length = 0;
  while (length < longest && is_ascii_alphanumeric(text[length])) ++length;
  if (length < longest && text[length] == ';') {
    const auto found = names().find(text.substr(0, length + 1));
    if (found != names().end()) {
      out += found->second;
      return length + 1;
    }
  }
  for (std::size_t legacy = std::min(length, kMaxLegacyName); legacy > 0; --legacy) {
    const auto found = names().find(text.substr(0, legacy));
    if (found == names().end()) continue;
    // In an address, `&copy=2` is a parameter.
    const bool goes_on =
        legacy < text.size() && (text[legacy] == '=' || is_ascii_alphanumeric(text[legacy]));
    if (in_attribute && goes_on) return 0;
    out += found->second;
    return legacy;
  }
  return 0;
}

std::string unescape(std::string_view text, bool in_attribute) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('&');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    text.remove_prefix(open + 1);
    const std::size_t length =
        text.starts_with('#') ? append_numeric(out, text) : append_named(out, text, in_attribute);
    if (length == 0) out += '&';
    text.remove_prefix(length);
  }
}

}  // namespace

std::string unescape_html(std::string_view text) { return unescape(text, false); }

std::string unescape_html_attribute(std::string_view value) { return unescape(value, true); }

}  // namespace usher::domain
