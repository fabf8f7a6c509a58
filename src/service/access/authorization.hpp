/// The authorization code grant (RFC 6749, 4.1), by which an owner lets an application use the
/// account.
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
  Secret client_secret;  ///< the secret that old clients send; checked if it is present
  std::string redirect_uri;
  std::string response_type;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string repeated;  ///< the name of a repeated parameter, which is an error (RFC 6749, 3.1)
};

/// The result of the check of an authorization request.
struct CheckedAuthorization {
  /// False if the client or its redirect URI is invalid. The error is then shown to the owner and
  /// not sent to the application.
  bool may_redirect = false;
  std::string error;        ///< OAuth's error code; empty without an error or if !may_redirect
  std::string description;  ///< the error's description for developers
  std::string application;
  std::string contact;
  std::string brand;  ///< the brand of the application's plan

  bool is_valid() const { return may_redirect && error.empty(); }
};
/// Checks an authorization request before the owner is asked for consent.
CheckedAuthorization read_authorization_request(store::ReadTx& tx,
                                                const AuthorizationRequest& request);

/// The consent of an owner who has signed in.
struct AuthorizationConsent {
  AuthorizationRequest request;
  PasswordProof proof;
};
/// The result of an owner's consent.
struct AuthorizationOutcome {
  enum class Kind {
    granted,
    invalid_request,  ///< the request is invalid; `request` has the error
    wrong_password,   ///< the password has changed since it was checked
    must_choose,      ///< the owner has to choose a password first
  };
  Kind kind = Kind::wrong_password;
  CheckedAuthorization request;
  Secret code;  ///< the authorization code; set if `kind` is `granted`
};
/// Issues an authorization code if the request and the proof are still valid.
AuthorizationOutcome grant_authorization(store::WriteTx& tx, const TokenTools& tools,
                                         const AuthorizationConsent& consent);

/// A request to exchange a code for tokens.
struct CodeExchange {
  ClientCredentials client;  ///< may be empty (docs/contract/provisioning.md, decision 9)
  bool by_get = false;       ///< true if the request's method is GET
  Secret code;
  std::string redirect_uri;
  Secret code_verifier;
};

/// Checks a code and its client before `exchange_code` is called, so that forged codes do not
/// occupy the writer.
Result<Done> validate_code(store::ReadTx& tx, const CodeExchange& exchange);

/// Exchanges a code once. Reuse of the code revokes the grant of the first exchange (RFC
/// 6749, 4.1.2).
Result<IssuedTokens> exchange_code(store::WriteTx& tx, const TokenTools& tools,
                                   const CodeExchange& exchange);

}  // namespace usher::service
