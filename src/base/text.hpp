/// Small questions about text. Pure functions.
#pragma once

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

/// Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
bool is_utf8(std::string_view text);
/// Code points in well-formed UTF-8: what people count as characters, near enough.
std::size_t count_characters(std::string_view utf8);
/// C0 controls, DEL, C1 controls (U+0080 to U+009F), or the line breaks U+2028 and U+2029.
bool has_control_characters(std::string_view utf8);
/// Without white space at both ends: ASCII's, U+00A0 and the ideographic space U+3000.
std::string_view trim(std::string_view utf8);

/// A to Z, a to z, 0 to 9, whatever the locale.
constexpr bool is_ascii_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A to Z become a to z; every other byte stays.
std::string ascii_lower(std::string_view text);
bool ascii_iequals(std::string_view a, std::string_view b);

/// The layout with what `value_of` says for each `{{name}}` in it. One that is never closed stays.
std::string fill_placeholders(std::string_view layout,
                              const std::function<std::string(std::string_view name)>& value_of);

/// The number that `text` is from its first to its last character; nothing when it is none, or does
/// not fit.
template <class Number>
std::optional<Number> parse_integer(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace usher
