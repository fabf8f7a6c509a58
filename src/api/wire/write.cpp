#include "api/wire/write.hpp"

#include "base/text.hpp"

namespace usher::api::wire {

void append_xml_text(std::string& out, std::string_view text) {
  const bool valid = is_utf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || (byte >= 0x80 && !valid)) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
}

}  // namespace usher::api::wire
