/// Reads the structure of received mails (RFC 5322, RFC 2045). Pure; the input may be any bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mail {

/// The unfolded fields of a header by lower-case name, in order for equal names.
using HeaderFields = std::multimap<std::string, std::string>;

/// Removes the first line and returns it without its line end.
std::string_view cut_line(std::string_view& text);
/// Removes the header and the empty line after it.
HeaderFields cut_headers(std::string_view& text);
/// Returns the first field of the name, or an empty text.
std::string_view value_of(const HeaderFields& headers, const std::string& name);
/// Returns the media type in lower case: "multipart/report". Empty if there is none.
std::string type_of(const HeaderFields& headers);
/// Returns the parts of a multipart body, with their headers; empty without a boundary.
std::vector<std::string_view> parts_of(const HeaderFields& headers, std::string_view body);
/// Decodes base64 or quoted-printable, as the header says. Other encodings stay as they are.
std::string decoded_body(const HeaderFields& headers, std::string_view body);

}  // namespace usher::mail
