/// Decodes the bodies of MIME parts (RFC 2045, 6). Pure functions; the input may be any bytes.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// Decodes `body`. `encoding` is the value of Content-Transfer-Encoding: base64, quoted-printable,
/// or another value, which returns the body unchanged. Ignores invalid characters, as RFC 2045
/// requires of robust readers.
std::string decode_transfer(std::string_view encoding, std::string_view body);

}  // namespace usher::mail
