#include "api/wire/write.hpp"

#include "base/markup_text.hpp"
#include "base/text.hpp"

namespace usher::api::wire {
namespace {

/// XML 1.0, 2.2: no control characters but tab, line feed and carriage return.
bool is_xml_byte(char c, bool is_valid_utf8) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return is_valid_utf8;
  return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

/// Returns whether the UTF-8 is U+FFFE or U+FFFF, which XML 1.0, 2.2 excludes.
bool is_noncharacter(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
  const bool is_valid = is_utf8(text);
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && is_xml_byte(text[size], is_valid) &&
           !is_noncharacter(text.substr(size, 3))) {
      ++size;
    }
    append_markup_text(out, text.substr(0, size), MarkupQuotes::keep);
    if (size == text.size()) return;
    out += kReplacement;
    text.remove_prefix(size + (is_noncharacter(text.substr(size, 3)) ? 3 : 1));
  }
}

}  // namespace usher::api::wire
