/// The authorization code grant (RFC 6749, 4.1): redirect URIs, codes and PKCE.
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

/// A stored authorization code.
struct AuthorizationCode {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  ApplicationId application;
  AccountId account;
  std::string redirect_uri;    ///< the redirect URI of the authorization request
  std::string code_challenge;  ///< PKCE with S256 (RFC 7636); empty: without PKCE
  bool secret_proved = false;  ///< the authorization request contained the client secret
  TimePoint expires_at;
  std::optional<GrantId> grant;  ///< set once the code is exchanged
};

/// Checks a redirect URI that is to be registered. Allowed are https, http on a loopback address,
/// and private-use schemes (RFC 8252, 7), without a fragment.
Result<void> check_redirect_uri(std::string_view uri);

/// Returns whether the URI is registered for the application. The port of a loopback address is
/// ignored, since applications choose it at run time (RFC 8252, 7.3).
bool may_redirect(const Application& application, std::string_view uri);

/// Returns the scheme: "https" for "https://shop.example.com/cb".
std::string scheme_of(std::string_view uri);

/// Returns whether this is a well-formed S256 challenge (RFC 7636, 4.2).
bool is_code_challenge(std::string_view challenge);
/// Returns whether the S256 challenge was made from this verifier.
bool meets_challenge(std::string_view challenge, std::string_view verifier);

}  // namespace usher::domain
