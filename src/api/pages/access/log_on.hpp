/// The page on which an applicant signs in and lets an application into the account (RFC
/// 6749, 4.1.1; the contract's B.2).
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/authorization.hpp"
#include "service/endpoint.hpp"

namespace usher::api::pages {

class LogOnRoutes {
 public:
  struct Services {
    service::Endpoint<service::authorization::Look>& look;
    service::Endpoint<service::authorization::Agree>& agree;
    Passwords& passwords;
  };
  /// `issuer` is the server's public address.
  LogOnRoutes(const Services& services, const Browsers& browsers, std::string issuer)
      : services_(services), browsers_(browsers), issuer_(std::move(issuer)) {}

  /// Asks; changes nothing.
  http::Task<http::Response> show(const http::Request& request);
  /// The applicant's answer. What the application asked for still stands in the query string.
  http::Task<http::Response> answer(const http::Request& request);

 private:
  struct Asked;
  http::Task<http::Response> sign_in(const http::Request& request, const Asked& asked,
                                     const service::authorization::Checked& checked,
                                     Secret password);
  http::Response page(const http::Request& request, const Asked& asked,
                      const service::authorization::Checked& checked, const Problem& problem) const;
  http::Response verdict(const Asked& asked, const service::authorization::Checked& checked) const;
  http::Response redirect(const Asked& asked, std::string parameters) const;

  const Services services_;
  const Browsers& browsers_;
  const std::string issuer_;
};

}  // namespace usher::api::pages
