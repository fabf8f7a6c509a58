/// The page on which an owner signs in and lets an application use the account (RFC 6749, 4.1.1;
/// docs/contract/provisioning.md, B.2).
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/authorization.hpp"
#include "service/operation.hpp"

namespace usher::api::pages {

class LogOnRoutes {
 public:
  /// `issuer` is the server's public address. References must outlive the routes.
  LogOnRoutes(store::Store& store, const service::TokenTools& tools, Passwords& passwords,
              const Browsers& browsers, std::string issuer)
      : store_(store),
        tools_(tools),
        passwords_(passwords),
        browsers_(browsers),
        issuer_(std::move(issuer)) {}

  http::Task<http::Response> show(const http::Request& request);
  /// Handles the submitted form. The authorization request is still in the query string.
  http::Task<http::Response> submit(const http::Request& request);

 private:
  struct LogOn;
  http::Task<http::Response> sign_in(const http::Request& request, const LogOn& log_on,
                                     const service::CheckedAuthorization& checked, Secret password);
  http::Response log_on_page(const http::Request& request, const LogOn& log_on,
                             const service::CheckedAuthorization& checked,
                             const Problem& problem) const;
  http::Response error_response(const LogOn& log_on,
                                const service::CheckedAuthorization& checked) const;
  http::Response redirect(const LogOn& log_on, std::string parameters) const;

  store::Store& store_;
  const service::TokenTools& tools_;
  Passwords& passwords_;
  const Browsers& browsers_;
  const std::string issuer_;
};

}  // namespace usher::api::pages
