/// Bytes as text and back. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher {

std::string to_hex(std::string_view bytes);
/// Nothing when `text` is not an even number of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view text);

/// Standard alphabet with padding (RFC 4648, 4).
std::string to_base64(std::string_view bytes);
/// The URL-safe alphabet without padding (RFC 4648, 5).
std::string to_base64url(std::string_view bytes);
/// Strict: standard alphabet, padding where due, no white space; else nothing.
std::optional<std::string> from_base64(std::string_view text);

/// Lower-case characters and digits without those that people mix up (0, 1, l, o): 32 symbols, five
/// bits each, no padding. 128 bits make 26 characters. For passwords, secrets and hashes.
std::string to_base32(std::string_view bytes);

}  // namespace usher
