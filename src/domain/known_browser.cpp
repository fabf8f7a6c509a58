#include "domain/known_browser.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMarkNonceBytes = 10;  // 16 characters
constexpr std::size_t kNonceCharacters = 16;
constexpr std::size_t kMacCharacters = 52;  // 256 bits in base32

std::string mark(const Key& key, AccountId account, std::string_view nonce) {
  const std::string mac =
      key.mac(KeyPurpose::known_browser, fmt::format("{}.{}", account.value, nonce));
  return fmt::format("{}.{}", nonce, to_base32(mac));
}

}  // namespace

std::string known_browser_mark(const Key& key, AccountId account, Random& random) {
  return mark(key, account, to_base32(random.bytes(kMarkNonceBytes)));
}

bool is_known_browser_mark(const Keys& keys, AccountId account, std::string_view given) {
  if (given.size() != kNonceCharacters + 1 + kMacCharacters) return false;
  const std::string_view nonce = given.substr(0, kNonceCharacters);
  return keys.any(
      [&](const Key& key) { return constant_time_equal(mark(key, account, nonce), given); });
}

}  // namespace usher::domain
