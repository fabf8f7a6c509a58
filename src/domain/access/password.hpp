/// Passwords that owners choose: their rules, and the reset link.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// Lengths in code points (NIST SP 800-63B). There are no rules about kinds of characters.
inline constexpr std::size_t kMinPasswordLength = 12;
inline constexpr std::size_t kMaxPasswordLength = 200;

enum class PasswordFlaw {
  too_short,
  too_long,
  guessable,  ///< few distinct characters, or contains the user name or address
};
/// Returns nullopt if the account can have this password.
std::optional<PasswordFlaw> flaw_of(const Account& account, std::string_view password);

inline constexpr Duration kResetLinkLife = std::chrono::hours(2);
/// The limit of reset links: `kMaxResetLinks` per account in `kResetLinksCountedFor`, at least
/// `kResetLinkPause` apart.
inline constexpr int kMaxResetLinks = 5;
inline constexpr Duration kResetLinksCountedFor = std::chrono::hours(24);
inline constexpr Duration kResetLinkPause = std::chrono::minutes(2);

/// Computes the token of a reset link: account and MAC, alphanumeric. Never stored; a repeated mail
/// carries the same token.
Secret reset_token(const Key& key, AccountId account, std::string_view nonce);
/// Returns the account in a token; nullopt if the token is malformed. Does not check the MAC:
/// compare with `reset_token()`.
std::optional<AccountId> account_of_reset_token(std::string_view token);

}  // namespace usher::domain
