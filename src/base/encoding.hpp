/// Encodes bytes as hexadecimal, base64 and base32 text. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher {

/// Encodes bytes as lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
/// Decodes digits of either case. Returns nullopt unless `text` is an even number of digits.
std::optional<std::string> from_hex(std::string_view text);

/// Encodes with the standard alphabet and padding (RFC 4648, 4).
std::string to_base64(std::string_view bytes);
/// Encodes with the URL-safe alphabet, without padding (RFC 4648, 5).
std::string to_base64url(std::string_view bytes);
/// Decodes canonical base64 (RFC 4648, 4). Returns nullopt for white space, missing or extra
/// padding, and non-zero trailing bits.
std::optional<std::string> from_base64(std::string_view text);

/// Encodes passwords, secrets and hashes with lower-case letters and digits that are hard to
/// confuse: all except 0, 1, l and o. Five bits per character, without padding; 128 bits make 26
/// characters.
std::string to_base32(std::string_view bytes);

}  // namespace usher
