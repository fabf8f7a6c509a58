/// Passwords that owners choose: their rules, and the reset link.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// Limits of the length in code points (NIST SP 800-63B). All kinds of characters are allowed.
inline constexpr std::size_t kMinPasswordLength = 12;
inline constexpr std::size_t kMaxPasswordLength = 200;

/// The reason for which a password is refused.
enum class PasswordFlaw {
  too_short,  ///< fewer than kMinPasswordLength code points
  too_long,   ///< more than kMaxPasswordLength code points
  guessable,  ///< has few distinct characters, or contains the user name or the address
};
/// Returns the reason to refuse the password for the account, nullopt if it is allowed.
std::optional<PasswordFlaw> flaw_of(const Account& account, std::string_view password);

/// Time after which a reset link expires.
inline constexpr Duration kResetLinkLife = std::chrono::hours(2);
/// The quota of an account: `kMaxResetLinks` links within `kResetLinksCountedFor`, with at least
/// `kResetLinkPause` between two links.
inline constexpr int kMaxResetLinks = 5;
inline constexpr Duration kResetLinksCountedFor = std::chrono::hours(24);
inline constexpr Duration kResetLinkPause = std::chrono::minutes(2);

/// Computes the token of a reset link: the account's id and a MAC, alphanumeric. The token is never
/// stored; a retried mail has the same token.
Secret reset_token(const Key& key, AccountId account, std::string_view nonce);
/// Returns the account in a token; nullopt if the token is malformed. Does not check the MAC:
/// the caller compares the token with `reset_token()`.
std::optional<AccountId> account_of_reset_token(std::string_view token);

}  // namespace usher::domain
