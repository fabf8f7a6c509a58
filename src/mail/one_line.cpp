#include "mail/one_line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace usher::mail {

std::string_view first_character(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    if (is_utf8(text.substr(0, length))) return text.substr(0, length);
  }
  return {};
}

std::string one_line(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    if (character.empty()) {
      out += "\xEF\xBF\xBD";
    } else if (!has_control_characters(character)) {
      out += character;
    }
    text.remove_prefix(std::max<std::size_t>(1, character.size()));
  }
  return std::string(trim(out));
}

}  // namespace usher::mail
