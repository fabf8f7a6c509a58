/// Converts untrusted text to safe text for header fields and log lines. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// Returns the bytes of the first character; empty if `text` does not begin with valid UTF-8.
std::string_view first_character(std::string_view text);

/// Returns valid UTF-8 on one line: control characters are dropped, invalid bytes become U+FFFD,
/// and white space at both ends is trimmed.
std::string one_line(std::string_view text);

}  // namespace usher::mail
