/// The authorization code grant (RFC 6749, 4.1): where an answer may go, and what a code proves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/access/grant.hpp"
#include "domain/provisioning/application.hpp"

namespace usher::domain {

inline constexpr Duration kCodeLife = std::chrono::seconds(60);

/// An authorization code as the database has it.
struct AuthorizationCode {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  ApplicationId application;
  AccountId account;
  std::string redirect_uri;    ///< as the request named it
  std::string code_challenge;  ///< PKCE with S256 (RFC 7636); empty: none was asked for
  bool secret_proved = false;  ///< the request carried the application's secret
  TimePoint expires_at;
  std::optional<GrantId> grant;  ///< what it was exchanged for
};

/// What may be registered: https anywhere, http on a loopback address, or an application's own
/// scheme (RFC 8252, 7); no fragment. The error says which part is wrong.
Result<void> check_redirect_uri(std::string_view uri);

/// Whether an answer may go there: exactly one that is registered, but for the port of a loopback
/// address, which the application chooses when it runs (RFC 8252, 7.3).
bool may_redirect(const Application& application, std::string_view uri);

/// "https" of "https://shop.example.com/cb".
std::string scheme_of(std::string_view uri);

/// 43 characters of base64url (RFC 7636, 4.2).
bool is_code_challenge(std::string_view challenge);
/// Whether `verifier` is what the challenge was made of.
bool meets_challenge(std::string_view challenge, std::string_view verifier);

}  // namespace usher::domain
