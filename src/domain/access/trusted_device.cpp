#include "domain/access/trusted_device.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMarkNonceBytes = 10;       // 16 characters
constexpr std::size_t kCookieMacCharacters = 52;  // 256 bits in base32
constexpr std::size_t kLongestMark = 100;

/// `begin` is the nonce and the time, each with a '.' behind it.
std::string mark(const Key& key, AccountId account, std::string_view begin) {
  const std::string mac =
      key.mac(KeyPurpose::trusted_device, fmt::format("{}.{}", account.value, begin));
  return fmt::format("{}{}", begin, to_base32(mac));
}

}  // namespace

std::string known_browser_mark(const Key& key, AccountId account, TimePoint password_set_at,
                               Random& random) {
  const std::string nonce = to_base32(random.bytes(kMarkNonceBytes));
  return mark(key, account, fmt::format("{}.{}.", nonce, to_ms(password_set_at)));
}

std::optional<TimePoint> password_of_known_browser(const Keys& keys, AccountId account,
                                                   std::string_view given) {
  if (given.size() <= kCookieMacCharacters || given.size() > kLongestMark) return std::nullopt;
  const std::string_view begin = given.substr(0, given.size() - kCookieMacCharacters);
  const bool ours = keys.any(
      [&](const Key& key) { return constant_time_equal(mark(key, account, begin), given); });
  if (!ours) return std::nullopt;
  const std::size_t time = begin.find('.') + 1;
  const auto ms = parse_integer<std::int64_t>(begin.substr(time, begin.size() - 1 - time));
  return ms ? std::optional(from_ms(*ms)) : std::nullopt;
}

}  // namespace usher::domain
