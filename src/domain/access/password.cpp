#include "domain/access/password.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMinDistinctCharacters = 5;
/// The minimum length of an address's part that makes a password guessable. Shorter parts occur in
/// good passwords by chance.
constexpr std::size_t kMinPartLength = 4;
constexpr std::size_t kAccountDigits = 16;
constexpr std::size_t kResetMacCharacters = 52;  // 256 bits in base32

bool contains(std::string_view lower, std::string_view part) {
  return part.size() >= kMinPartLength && lower.find(ascii_lower(part)) != std::string_view::npos;
}

/// Counts distinct code points.
std::size_t count_distinct_characters(std::string_view utf8) {
  std::set<std::string_view> distinct;
  for (std::size_t start = 0; start < utf8.size();) {
    std::size_t end = start + 1;
    while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0) == 0x80) ++end;
    distinct.insert(utf8.substr(start, end - start));
    start = end;
  }
  return distinct.size();
}

}  // namespace

std::optional<PasswordFlaw> flaw_of(const Account& account, std::string_view password) {
  const std::size_t length = count_characters(password);
  if (length < kMinPasswordLength) return PasswordFlaw::too_short;
  if (length > kMaxPasswordLength) return PasswordFlaw::too_long;
  const std::string lower = ascii_lower(password);
  const std::string_view local =
      std::string_view(account.address).substr(0, account.address.find('@'));
  const bool contains_name = contains(lower, local) || contains(lower, user_name_of(account.id));
  if (count_distinct_characters(lower) < kMinDistinctCharacters || contains_name)
    return PasswordFlaw::guessable;
  return std::nullopt;
}

Secret reset_token(const Key& key, AccountId account, std::string_view nonce) {
  const std::string head = fmt::format("{:0{}x}", account.value, kAccountDigits);
  return Secret(head + to_base32(key.mac(KeyPurpose::reset_link, head + std::string(nonce))));
}

std::optional<AccountId> account_of_reset_token(std::string_view token) {
  if (token.size() != kAccountDigits + kResetMacCharacters) return std::nullopt;
  const auto id = parse_integer<std::int64_t>(token.substr(0, kAccountDigits), 16);
  if (!id || *id <= 0) return std::nullopt;
  return AccountId{*id};
}

}  // namespace usher::domain
