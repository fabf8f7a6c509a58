/// Bodies as 7-bit lines (RFC 2045, 6.7 and 6.8). Pure functions.
///
/// Line ends come in as LF, CRLF or CR and go out as CRLF; no line is longer than 76 octets; the
/// last one ends with CRLF. A line may begin with a dot: doubling it belongs to SMTP, not here.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// For text that is mostly ASCII: still readable in the source, and what is copied out of the
/// source is right.
std::string to_quoted_printable(std::string_view text);

/// For everything else.
std::string to_base64_lines(std::string_view text);

/// For files: their line ends stay as they are.
std::string bytes_to_base64_lines(std::string_view bytes);

/// Which of the two is shorter for this text, near enough.
bool prefers_base64(std::string_view text);

}  // namespace usher::mail
