/// Tokens for an applicant's account: OAuth 2 with the code grant (RFC 6749, PKCE of RFC 7636), the
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

struct Tokens {
  Secret access;
  /// Good for one use: each refresh gives another.
  Secret refresh;
  /// When the access token ends, by this machine's clock; nobody needs it, a 401 says the same.
  std::chrono::sys_seconds expires_at{};
};

/// One sign-in on its way through the browser. Keep `state` and `verifier` with the browser's
/// session until it comes back; each is good for one sign-in.
struct AuthorizationRequest {
  std::string url;  ///< where to send the browser
  std::string redirect_uri;
  std::string issuer;  ///< the server that is asked
  Secret state;
  Secret verifier;
};

/// PKCE's S256: base64url(SHA-256(verifier)).
std::string pkce_challenge(std::string_view verifier);

/// Thread-safe.
class OAuth {
 public:
  /// Throws std::invalid_argument when the base URL is none.
  explicit OAuth(Application application, std::shared_ptr<Transport> transport = curl_transport(),
                 std::shared_ptr<Time> time = system_time());

  /// A new state and a new verifier with each call; `redirect_uri` is one that is registered for
  /// the application.
  AuthorizationRequest authorization_url(const std::string& redirect_uri) const;

  /// The code in the address at which the browser came back. Throws OAuthError when the applicant
  /// or the server said no, and with the code "invalid_state" or "invalid_issuer" when it is not
  /// the answer to `request` (somebody else's link, another server's: do not go on). Asks no
  /// server.
  static Secret code_from_redirect(std::string_view address, const AuthorizationRequest& request);

  // Each of these throws OAuthError, ServiceError, RateLimited, TransportError or ProtocolError.

  /// Never repeated: a code is good for one use.
  Tokens exchange_code(const Secret& code, const AuthorizationRequest& request);
  /// Forget the password afterwards; the tokens do its work.
  Tokens password_grant(const std::string& user_name, const Secret& password);
  /// A new pair. Repeated when the answer is lost, for less than a minute: the server gives the
  /// same successor for that long, and later takes the old token for a stolen one.
  Tokens refresh(const Secret& refresh_token);
  /// Ends an access token, or with a refresh token the whole access.
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
