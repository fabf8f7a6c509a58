/// Writes text in HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace usher {

enum class MarkupQuotes {
  keep,    ///< leaves quotes unchanged, for character data
  escape,  ///< replaces quotes, for attribute values
};

/// Appends text with `&`, `<` and `>` as character references, and `"` and `'` if `quotes` is
/// `escape`.
void append_markup_text(std::string& out, std::string_view text,
                        MarkupQuotes quotes = MarkupQuotes::escape);

}  // namespace usher
