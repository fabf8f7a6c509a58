#include "api/wire/write.hpp"

#include "base/markup_text.hpp"
#include "base/text.hpp"

namespace usher::api::wire {
namespace {

/// Returns the length of the character at the beginning of the text if XML does not allow it, else
/// 0. XML 1.0, 2.2: no control characters but tab, line feed and carriage return, and neither
/// U+FFFE nor U+FFFF.
std::size_t forbidden_length(std::string_view text, bool is_valid_utf8) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte >= 0x80 && !is_valid_utf8) return 1;
  if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) return 3;
  const bool allowed = byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
  return allowed ? 0 : 1;
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
  const bool is_valid = is_utf8(text);
  while (!text.empty()) {
    std::size_t size = 0;
    std::size_t forbidden = 0;
    while (size < text.size() && forbidden == 0) {
      forbidden = forbidden_length(text.substr(size), is_valid);
      if (forbidden == 0) ++size;
    }
    append_markup_text(out, text.substr(0, size), MarkupQuotes::keep);
    if (size == text.size()) return;
    out += kReplacement;
    text.remove_prefix(size + forbidden);
  }
}

}  // namespace usher::api::wire
