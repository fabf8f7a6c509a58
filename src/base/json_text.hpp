/// JSON string literals (RFC 8259, 7) for code that writes JSON without a document tree.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// Appends `text` quoted and escaped. Bytes that are not UTF-8 become U+FFFD, so the output is
/// always valid JSON.
void append_json_string(std::string& out, std::string_view text);

}  // namespace usher
