#include "base/encoding.hpp"

#include <sodium.h>

#include <cstdint>

namespace usher {
namespace {

constexpr std::string_view kBase32 = "abcdefghijkmnpqrstuvwxyz23456789";

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string base64(std::string_view bytes, int variant) {
  // The length includes the terminating NUL, for which a std::string has room.
  std::string out(sodium_base64_encoded_len(bytes.size(), variant) - 1, '\0');
  sodium_bin2base64(out.data(), out.size() + 1, unsigned_bytes(bytes), bytes.size(), variant);
  return out;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  sodium_bin2hex(out.data(), out.size() + 1, unsigned_bytes(bytes), bytes.size());
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string out(text.size() / 2, '\0');
  std::size_t size = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                     text.size(), nullptr, &size, nullptr) != 0) {
    return std::nullopt;
  }
  return out;
}

std::string to_base64(std::string_view bytes) {
  return base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64url(std::string_view bytes) {
  return base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                        text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

std::string to_base32(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 5; held -= 5) out.push_back(kBase32[(bits >> (held - 5)) & 31]);
  }
  if (held > 0) out.push_back(kBase32[(bits << (5 - held)) & 31]);
  return out;
}

}  // namespace usher
