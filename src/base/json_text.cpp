#include "base/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace usher {
namespace {

/// Returns whether a byte of a JSON string is written without escaping.
bool is_literal(unsigned char byte, bool valid_utf8) {
  return byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F && (byte < 0x80 || valid_utf8);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  const bool valid = is_utf8(text);
  out += '"';
  while (!text.empty()) {
    // Runs of literal bytes are appended at once, because most strings contain only literal bytes.
    const auto end = std::find_if(text.begin(), text.end(),
                                  [valid](unsigned char byte) { return !is_literal(byte, valid); });
    const auto length = static_cast<std::size_t>(end - text.begin());
    out.append(text.substr(0, length));
    text.remove_prefix(length);
    if (text.empty()) break;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text.front();
    } else if (byte >= 0x80) {
      out += "\xEF\xBF\xBD";
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
    text.remove_prefix(1);
  }
  out += '"';
}

}  // namespace usher
