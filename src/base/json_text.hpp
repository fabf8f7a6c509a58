/// A JSON string literal (RFC 8259, 7), for the places that write JSON without a document.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// Appends `text` in quotes, escaped. Bytes that are not UTF-8 become U+FFFD, so the outcome is
/// always valid JSON.
void append_json_string(std::string& out, std::string_view text);

}  // namespace usher
