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

/// Time after which an unused authorization code expires.
inline constexpr Duration kCodeLife = std::chrono::seconds(60);

/// A stored authorization code.
struct AuthorizationCode {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  ApplicationId application;
  AccountId account;
  std::string redirect_uri;    ///< the URI in the authorization request
  std::string code_challenge;  ///< the S256 challenge of PKCE (RFC 7636); empty if PKCE is not used
  bool secret_proved = false;  ///< true if the authorization request had the secret
  TimePoint expires_at;
  std::optional<GrantId> grant;  ///< the grant; set if the code was exchanged
};

/// Checks a redirect URI before its registration. Returns `invalid` unless its scheme is https,
/// http with a loopback address, or a private-use scheme (RFC 8252, 7), and it has no fragment.
Result<void> check_redirect_uri(std::string_view uri);

/// Returns whether the URI is registered for the application. The port of a loopback address is
/// ignored, since applications choose it at run time (RFC 8252, 7.3).
bool may_redirect(const Application& application, std::string_view uri);

/// Returns the scheme of a URI, such as "https".
std::string scheme_of(std::string_view uri);

/// Returns whether the text is a well-formed S256 challenge (RFC 7636, 4.2).
bool is_code_challenge(std::string_view challenge);
/// Returns whether the S256 challenge was made from this verifier.
bool meets_challenge(std::string_view challenge, std::string_view verifier);

}  // namespace usher::domain
