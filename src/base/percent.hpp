/// Percent-encoding (RFC 3986, 2.1). Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// The case of A to F in an encoded byte.
enum class HexCase { upper, lower };

/// Returns `text` with each byte as %XX, except ASCII alphanumerics and the characters in `kept`.
/// By default the unreserved characters are kept (RFC 3986, 2.3).
std::string percent_encode(std::string_view text, HexCase hex_case = HexCase::upper,
                           std::string_view kept = "-._~");

}  // namespace usher
