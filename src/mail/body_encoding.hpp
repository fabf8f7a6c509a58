/// Encodes bodies as 7-bit lines (RFC 2045, 6.7 and 6.8). Pure functions.
///
/// Input lines end with LF, CRLF or CR. Output lines end with CRLF and have at most 76 octets. A
/// line may begin with a dot: dots are doubled by SMTP, not here.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// Encodes text that is mostly ASCII, which stays readable in the mail's source.
std::string to_quoted_printable(std::string_view text);

/// Encodes text with many characters outside ASCII.
std::string to_base64_lines(std::string_view text);

/// Encodes a file without changing line ends.
std::string bytes_to_base64_lines(std::string_view bytes);

/// Returns whether base64 is probably shorter than quoted-printable for this text.
bool prefers_base64(std::string_view text);

}  // namespace usher::mail
