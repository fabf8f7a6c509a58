/// The OAuth 2 endpoints of docs/contract/provisioning.md: tokens, revocation, introspection.
#pragma once

#include <string>

#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/authorization.hpp"
#include "service/access/grant.hpp"
#include "service/operation.hpp"

namespace usher::api::oauth {

class GrantRoutes {
 public:
  /// `issuer` is the server's public address. References must outlive the routes.
  GrantRoutes(store::Store& store, const service::TokenTools& tools, Passwords& passwords,
              std::string issuer)
      : store_(store), tools_(tools), passwords_(passwords), issuer_(std::move(issuer)) {}

  /// Handles token requests of all grant types. Parameters may be in the body, in the query string
  /// or in both. The client credentials are parameters or HTTP Basic
  /// (docs/contract/provisioning.md, B.3).
  http::Task<http::Response> token(const http::Request& request);
  http::Task<http::Response> revoke(const http::Request& request);
  http::Task<http::Response> introspect(const http::Request& request);
  /// Returns the server's metadata (RFC 8414).
  http::Task<http::Response> metadata(const http::Request& request);

 private:
  struct Parameters;
  using Tokens = Result<service::IssuedTokens>;
  http::Task<Tokens> authorization_code_grant(const Parameters& parameters, bool by_get);
  http::Task<Tokens> password_grant(const http::Request& request, const Parameters& parameters);
  http::Task<Tokens> refresh_token_grant(const Parameters& parameters);

  static Result<Parameters> read_parameters(const http::Request& request);

  store::Store& store_;
  const service::TokenTools& tools_;
  Passwords& passwords_;
  const std::string issuer_;
};

}  // namespace usher::api::oauth
