#include "base/markup_text.hpp"

namespace usher {

void append_markup_text(std::string& out, std::string_view text, MarkupQuotes quotes) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && quotes == MarkupQuotes::escape) {
      out += "&quot;";
    } else if (c == '\'' && quotes == MarkupQuotes::escape) {
      out += "&#39;";
    } else {
      out += c;
    }
  }
}

}  // namespace usher
