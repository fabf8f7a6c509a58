/// OAuth 2 in the published contract's dialect: tokens, their end, and what they are good for.
#pragma once

#include <string>

#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/authorization.hpp"
#include "service/access/grant.hpp"
#include "service/endpoint.hpp"

namespace usher::api::oauth {

class GrantRoutes {
 public:
  struct Services {
    service::Endpoint<service::authorization::Recognise>& recognise_code;
    service::Endpoint<service::authorization::Exchange>& exchange;
    service::Endpoint<service::grant::MaySignIn>& may_sign_in;
    service::Endpoint<service::grant::SignIn>& sign_in;
    service::Endpoint<service::grant::Recognise>& recognise_token;
    service::Endpoint<service::grant::Refresh>& refresh;
    service::Endpoint<service::grant::Identify>& identify;
    service::Endpoint<service::grant::Revoke>& revoke;
    service::Endpoint<service::grant::Introspect>& introspect;
    const Keys& keys;
    Passwords& passwords;
  };
  /// `issuer` is the server's public address.
  GrantRoutes(const Services& services, std::string issuer)
      : services_(services), issuer_(std::move(issuer)) {}

  /// Every grant. Parameters come in the body, in the query string or in both, the client's
  /// credentials there or as HTTP Basic (the contract's B.3).
  http::Task<http::Response> token(const http::Request& request);
  http::Task<http::Response> revoke(const http::Request& request);
  http::Task<http::Response> introspect(const http::Request& request);
  /// Server metadata (RFC 8414).
  http::Task<http::Response> metadata(const http::Request& request);

 private:
  struct Asked;
  using Tokens = Result<service::grant::Tokens>;
  http::Task<Tokens> exchange(const Asked& asked, bool by_get);
  http::Task<Tokens> sign_in(const http::Request& request, const Asked& asked);
  http::Task<Tokens> refresh(const Asked& asked);

  static Result<Asked> read(const http::Request& request);

  const Services services_;
  const std::string issuer_;
};

}  // namespace usher::api::oauth
