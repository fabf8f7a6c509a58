/// Passwords that owners choose: which are good enough, and the link to choose one when the old one
/// is forgotten.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"

namespace usher::domain {

/// Characters (code points), as NIST SP 800-63B counts them. No rules about kinds of characters.
inline constexpr std::size_t kShortestPassword = 12;
inline constexpr std::size_t kLongestPassword = 200;

enum class PasswordFlaw {
  too_short,
  too_long,
  guessable,  ///< few different characters, or the user name or address in it
};
/// Nothing: it is good enough for that account.
std::optional<PasswordFlaw> flaw_of(const Account& account, std::string_view password);

/// How long a link to choose a new password is good.
inline constexpr Duration kResetLinkLife = std::chrono::hours(2);
/// Not more links than this are mailed for one account in a day …
inline constexpr int kMaxResetLinks = 5;
inline constexpr Duration kResetLinksCountedFor = std::chrono::hours(24);
/// … nor a second one so soon after the first.
inline constexpr Duration kResetLinkPause = std::chrono::minutes(2);

/// What the link ends with: account and proof, alphanumerics only. The same as long as the
/// order is the same, so that a repeated mail is unchanged; never stored.
Secret reset_token(const Key& key, AccountId account, std::string_view nonce);
/// The account that a token claims to be for; nothing when it has not even the shape of one. The
/// proof has still to be checked against reset_token().
std::optional<AccountId> account_of_reset_token(std::string_view token);

}  // namespace usher::domain
