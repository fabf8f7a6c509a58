/// Text in mail header fields (RFC 5322, RFC 2047). Pure functions.
///
/// Whatever comes in, what goes out is printable ASCII with folds: line breaks and other control
/// characters are dropped and bytes that are not UTF-8 become U+FFFD, so that no value can begin a
/// header field of its own.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// "Subject: …" and its line end. Encoded-words are used when the text is not plain ASCII, could be
/// mistaken for an encoded-word, or can't be folded.
std::string text_field(std::string_view name, std::string_view text);

/// "To: Name <address>" and its line end; the name is quoted or encoded as needed, or left out when
/// it is empty. Characters that may not stand between the angle brackets are dropped.
std::string mailbox_field(std::string_view name, std::string_view display_name,
                          std::string_view address);

/// A field whose value stands in ASCII on one line as it is, such as a date; other characters are
/// dropped.
std::string plain_field(std::string_view name, std::string_view value);

/// "Content-Disposition: attachment; …" with the file's name (RFC 2183, RFC 2231).
std::string attachment_field(std::string_view file_name);

/// `id` between angle brackets, without characters that have no place there.
std::string message_id_field(std::string_view id);

}  // namespace usher::mail
