#include "base/password.hpp"

#include <sodium.h>

#include <array>
#include <new>

#include "base/check.hpp"

namespace usher {
namespace {

// OWASP's password storage cheat sheet: m = 19 MiB, t = 2, p = 1.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{19} << 20;

void ready() {
  static const bool done = sodium_init() >= 0;
  CHECK(done);
}

}  // namespace

std::string hash_password(const Secret& password) {
  ready();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> out{};
  if (crypto_pwhash_argon2id_str(out.data(), password.reveal().data(), password.reveal().size(),
                                 kPasses, kMemory) != 0) {
    throw std::bad_alloc();  // there is no other way for it to fail
  }
  return out.data();
}

bool verify_password(const std::string& hash, const Secret& password) {
  ready();
  if (!hash.starts_with(crypto_pwhash_argon2id_STRPREFIX)) {
    simulate_password_check(password);
    return false;
  }
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.reveal().data(),
                                           password.reveal().size()) == 0;
}

bool needs_rehash(const std::string& hash) {
  ready();
  return crypto_pwhash_argon2id_str_needs_rehash(hash.c_str(), kPasses, kMemory) != 0;
}

void simulate_password_check(const Secret& password) { hash_password(password); }

}  // namespace usher
