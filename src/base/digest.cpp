#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/check.hpp"

namespace usher {
namespace {

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(data(bytes), bytes.size(), reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  unsigned int length = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data(bytes),
                          bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &length);
  CHECK(done != nullptr && length == out.size());
  return out;
}

std::string hkdf_sha256(std::string_view master, std::string_view purpose) {
  // Extract, then one block of expand: the output is as long as the hash.
  const std::string extracted = hmac_sha256(std::string(SHA256_DIGEST_LENGTH, '\0'), master);
  return hmac_sha256(extracted, std::string(purpose) + '\x01');
}

}  // namespace usher
