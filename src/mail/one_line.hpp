/// Text from outside on its way into a header field or a log line. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// The character that `text` begins with, as its bytes; empty when it does not begin with UTF-8.
std::string_view first_character(std::string_view text);

/// Valid UTF-8 without line breaks and other control characters (dropped), bytes that are none
/// replaced by U+FFFD, without white space at the ends.
std::string one_line(std::string_view text);

}  // namespace usher::mail
