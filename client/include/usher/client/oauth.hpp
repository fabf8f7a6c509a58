/// Requests tokens for an account by OAuth 2.0: code grant (RFC 6749) with PKCE (RFC 7636),
/// password grant, refresh and revocation (RFC 7009).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/client/application.hpp"
#include "usher/client/error.hpp"
#include "usher/client/time.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {

/// An access token and its refresh token.
struct Tokens {
  Secret access;
  /// A refresh token is valid for one use: each refresh returns a new token.
  Secret refresh;
  /// The time at which the access token expires, by this machine's clock. `Session` does not use
  /// it: it refreshes after a 401.
  std::chrono::sys_seconds expires_at{};
};

/// A sign-in in progress in a browser. Store it with the browser's session until the redirect
/// arrives; it is valid for one sign-in.
struct AuthorizationRequest {
  std::string url;  ///< the URL to redirect the browser to
  std::string redirect_uri;
  std::string issuer;  ///< the server's base URL
  Secret state;
  Secret verifier;
};

/// Returns PKCE's S256 challenge: base64url(SHA-256(verifier)).
std::string pkce_challenge(std::string_view verifier);

/// The authorization server's endpoints. Thread-safe; calls block.
class OAuth {
 public:
  /// Throws std::invalid_argument if the base URL is invalid.
  explicit OAuth(Application application, std::shared_ptr<Transport> transport = curl_transport(),
                 std::shared_ptr<Time> time = system_time());

  /// Starts a sign-in in a browser, with a new state and verifier. `redirect_uri` must be
  /// registered for the application. Sends no request.
  AuthorizationRequest authorization_url(const std::string& redirect_uri) const;

  /// Returns the authorization code in the URL that the browser was redirected to. Throws
  /// OAuthError if the user or the server denied access, and with the code "invalid_state" or
  /// "invalid_issuer" if the redirect does not belong to `request`: a forged link or another
  /// server. Throws ProtocolError if the URL has neither a code nor an error. Sends no request.
  static Secret code_from_redirect(std::string_view url, const AuthorizationRequest& request);

  // The calls below throw OAuthError, ServiceError, RateLimited, TransportError or ProtocolError.

  /// Exchanges the code for tokens. Never retried: a code is valid for one use.
  Tokens exchange_code(const Secret& code, const AuthorizationRequest& request);
  /// Signs in with user name and password. Discard the password afterwards.
  Tokens password_grant(const std::string& user_name, const Secret& password);
  /// Returns a new pair of tokens. If the response is lost, retries for less than a minute: during
  /// the first minute the server returns the same successor, afterwards it treats the reuse as
  /// theft and revokes the grant.
  Tokens refresh(const Secret& refresh_token);
  /// Revokes an access token. If `token` is a refresh token, revokes the whole grant.
  void revoke(const Secret& token);

 private:
  using Form = std::vector<std::pair<std::string, std::string>>;
  HttpRequest request(const char* path, const Form& form) const;
  Tokens tokens(const HttpRequest& request);

  const Application application_;
  const std::shared_ptr<Transport> transport_;
  const std::shared_ptr<Time> time_;
};

}  // namespace usher::client
