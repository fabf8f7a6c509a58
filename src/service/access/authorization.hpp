/// The authorization code grant (RFC 6749, 4.1): an owner lets an application use the account.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/access/authorization.hpp"
#include "service/access/credential.hpp"
#include "service/access/grant.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The parameters of an authorization request.
struct AuthorizationRequest {
  std::string client_id;
  Secret client_secret;  ///< sent by old clients; must be right if it is present
  std::string redirect_uri;
  std::string response_type;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string repeated;  ///< the name of a repeated parameter, which is an error (RFC 6749, 3.1)
};

struct CheckedAuthorization {
  /// False: the client or its redirect URI is invalid, so the error is shown to the owner instead
  /// of being sent to the application.
  bool may_redirect = false;
  std::string error;  ///< OAuth's code; empty: the request is valid, or `may_redirect` is false
  std::string description;  ///< the description of the error, for developers
  std::string application;
  std::string contact;
  std::string brand;  ///< the brand of the plan of the application's accounts

  bool is_valid() const { return may_redirect && error.empty(); }
};
CheckedAuthorization read_authorization_request(store::ReadTx& tx,
                                                const AuthorizationRequest& request);

/// The consent of an owner who has signed in.
struct AuthorizationConsent {
  AuthorizationRequest request;
  PasswordProof proof;
};
struct AuthorizationOutcome {
  enum class Kind {
    granted,
    invalid_request,  ///< `request` has the error
    wrong_password,   ///< the password has changed since it was checked
    must_choose,      ///< the owner has to choose a password first
  };
  Kind kind = Kind::wrong_password;
  CheckedAuthorization request;
  Secret code;  ///< set with `granted`
};
AuthorizationOutcome grant_authorization(store::WriteTx& tx, const TokenTools& tools,
                                         const AuthorizationConsent& consent);

/// A request to exchange a code for tokens.
struct CodeExchange {
  ClientCredentials client;  ///< may be empty: docs/contract/provisioning.md, decision 9
  bool by_get = false;
  Secret code;
  std::string redirect_uri;
  Secret code_verifier;
};

/// Checks a code and its client before `exchange_code` is called: forged codes never wait for the
/// writer.
Result<Done> validate_code(store::ReadTx& tx, const CodeExchange& exchange);

/// Exchanges a code once. Reuse of the code revokes the grant of the first exchange (RFC
/// 6749, 4.1.2).
Result<IssuedTokens> exchange_code(store::WriteTx& tx, const TokenTools& tools,
                                   const CodeExchange& exchange);

}  // namespace usher::service
