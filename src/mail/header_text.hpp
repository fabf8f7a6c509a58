/// Encodes text in mail header fields (RFC 5322, RFC 2047). Pure functions.
///
/// The output is folded printable ASCII for any input: line breaks and other control characters are
/// dropped and bytes that are not UTF-8 become U+FFFD. Therefore no value can inject a header
/// field.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// Returns "Subject: …" and its line end. Uses encoded-words if the text is not plain ASCII, could
/// be mistaken for an encoded-word, or cannot be folded.
std::string text_field(std::string_view name, std::string_view text);

/// Returns "To: Name <address>" and its line end. Quotes or encodes the name as needed. Omits an
/// empty name. Drops characters that are not allowed between the angle brackets.
std::string mailbox_field(std::string_view name, std::string_view display_name,
                          std::string_view address);

/// Returns a field with an ASCII value on one line, such as a date. Drops other characters.
std::string plain_field(std::string_view name, std::string_view value);

/// Returns "Content-Disposition: attachment; …" with the file's name (RFC 2183, RFC 2231).
std::string attachment_field(std::string_view file_name);

/// Returns the Message-ID field. Drops characters that an id must not contain.
std::string message_id_field(std::string_view id);

}  // namespace usher::mail
