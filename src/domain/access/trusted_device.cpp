#include "domain/access/trusted_device.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kCookieNonceBytes = 10;     // 16 characters
constexpr std::size_t kCookieMacCharacters = 52;  // 256 bits in base32
constexpr std::size_t kMaxCookieLength = 100;

/// Returns the cookie with its MAC. `head` is the nonce and the time, each followed by a '.'.
std::string sealed_cookie(const Key& key, AccountId account, std::string_view head) {
  const std::string mac =
      key.mac(KeyPurpose::trusted_device, fmt::format("{}.{}", account.value, head));
  return fmt::format("{}{}", head, to_base32(mac));
}

}  // namespace

std::string make_device_cookie(const Key& key, AccountId account, TimePoint password_set_at,
                               Random& random) {
  const std::string nonce = to_base32(random.bytes(kCookieNonceBytes));
  return sealed_cookie(key, account, fmt::format("{}.{}.", nonce, to_ms(password_set_at)));
}

std::optional<TimePoint> read_device_cookie(const Keys& keys, AccountId account,
                                            std::string_view cookie) {
  if (cookie.size() <= kCookieMacCharacters || cookie.size() > kMaxCookieLength)
    return std::nullopt;
  const std::string_view head = cookie.substr(0, cookie.size() - kCookieMacCharacters);
  const bool authentic = keys.any([&](const Key& key) {
    return constant_time_equal(sealed_cookie(key, account, head), cookie);
  });
  if (!authentic) return std::nullopt;
  const std::size_t time = head.find('.') + 1;
  const auto ms = parse_integer<std::int64_t>(head.substr(time, head.size() - 1 - time));
  return ms ? std::optional(from_ms(*ms)) : std::nullopt;
}

}  // namespace usher::domain
