#include "base/digest.hpp"

#include <openssl/sha.h>
#include <sodium.h>

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
  // OpenSSL 3 looks up its HMAC implementation under a lock at each call; libsodium does not.
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, data(key), key.size());
  crypto_auth_hmacsha256_update(&state, data(bytes), bytes.size());
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(out.data()));
  sodium_memzero(&state, sizeof state);
  return out;
}

std::string hkdf_sha256(std::string_view master, std::string_view purpose) {
  // One block of HKDF-Expand suffices: the output is as long as the hash.
  const std::string extracted = hmac_sha256(std::string(SHA256_DIGEST_LENGTH, '\0'), master);
  return hmac_sha256(extracted, std::string(purpose) + '\x01');
}

}  // namespace usher
