/// SHA-256, HMAC and HKDF as plain functions over byte strings. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// Returns 32 bytes (FIPS 180-4).
std::string sha256(std::string_view bytes);
/// Returns 32 bytes (RFC 2104).
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Derives a 32-byte key for one purpose from a master key (RFC 5869, no salt).
std::string hkdf_sha256(std::string_view master, std::string_view purpose);

}  // namespace usher
