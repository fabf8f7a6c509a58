#include "api/wire/write.hpp"

#include "base/markup_text.hpp"
#include "base/text.hpp"

namespace usher::api::wire {
namespace {

/// Returns whether XML 1.0, 2.2 allows the byte: no control characters except tab, line feed and
/// carriage return.
bool is_xml_byte(char c, bool is_valid_utf8) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return is_valid_utf8;
  return byte >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
  const bool is_valid = is_utf8(text);
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && is_xml_byte(text[size], is_valid)) ++size;
    append_markup_text(out, text.substr(0, size), MarkupQuotes::keep);
    if (size == text.size()) return;
    out += kReplacement;
    text.remove_prefix(size + 1);
  }
}

}  // namespace usher::api::wire
