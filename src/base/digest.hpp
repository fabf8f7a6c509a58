/// SHA-256, HMAC and HKDF as plain functions over byte strings. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// Returns the SHA-256 hash (FIPS 180-4), 32 bytes.
std::string sha256(std::string_view bytes);
/// Returns the HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Derives a 32-byte key for one purpose from a master key (RFC 5869, no salt).
std::string hkdf_sha256(std::string_view master, std::string_view purpose);

}  // namespace usher
