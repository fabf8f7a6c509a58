/// Inspects and converts text. Pure functions.
#pragma once

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

/// Returns whether the text is well-formed UTF-8 (RFC 3629): no surrogates, no overlong forms, no
/// code point above U+10FFFF.
bool is_utf8(std::string_view text);
/// Returns the number of code points. REQUIRES: well-formed UTF-8.
std::size_t count_characters(std::string_view utf8);
/// Returns whether the text contains a C0 control, DEL, a C1 control (U+0080 to U+009F), or one of
/// the line breaks U+2028 and U+2029.
bool has_control_characters(std::string_view utf8);
/// Removes white space from both ends: ASCII white space, U+00A0, U+3000 and U+FEFF.
std::string_view trim(std::string_view utf8);

/// Returns whether `c` is A to Z, a to z or 0 to 9, in any locale.
constexpr bool is_ascii_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Converts A to Z to a to z; keeps every other byte.
std::string ascii_lower(std::string_view text);
/// Compares without regard to the case of ASCII letters.
bool ascii_iequals(std::string_view a, std::string_view b);

/// Replaces each `{{name}}` in the layout with `value_of(name)`. An unclosed placeholder stays.
std::string fill_placeholders(std::string_view layout,
                              const std::function<std::string(std::string_view name)>& value_of);

/// Parses the whole text. Returns nullopt if the text is not an integer or is out of the type's
/// range.
template <class Number>
std::optional<Number> parse_integer(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace usher
