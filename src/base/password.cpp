#include "base/password.hpp"

#include <sodium.h>

#include <array>
#include <new>

#include "base/check.hpp"

namespace usher {
namespace {

// OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{19} << 20;

void initialize_sodium() {
  static const bool initialized = sodium_init() >= 0;
  CHECK(initialized);
}

}  // namespace

std::string hash_password(const Secret& password) {
  initialize_sodium();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> out{};
  if (crypto_pwhash_argon2id_str(out.data(), password.reveal().data(), password.reveal().size(),
                                 kPasses, kMemory) != 0) {
    throw std::bad_alloc();  // the only possible failure
  }
  return out.data();
}

bool verify_password(const std::string& hash, const Secret& password) {
  initialize_sodium();
  if (!hash.starts_with(crypto_pwhash_argon2id_STRPREFIX)) {
    simulate_password_check(password);
    return false;
  }
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.reveal().data(),
                                           password.reveal().size()) == 0;
}

bool needs_rehash(const std::string& hash) {
  initialize_sodium();
  return crypto_pwhash_argon2id_str_needs_rehash(hash.c_str(), kPasses, kMemory) != 0;
}

void simulate_password_check(const Secret& password) { hash_password(password); }

}  // namespace usher
