/// The page on which an applicant signs in and lets an application into the account (RFC
/// 6749, 4.1.1; the contract's B.2).
#pragma once

#include <string>

#include "base/random.hpp"
#include "http/router.hpp"
#include "service/authorization.hpp"
#include "service/endpoint.hpp"

namespace usher::api::pages {

class LogOnRoutes {
 public:
  /// `issuer` is the server's public address.
  LogOnRoutes(service::Endpoint<service::authorization::Look>& look,
              service::Endpoint<service::authorization::Agree>& agree, Random& random,
              std::string issuer);

  /// Asks; changes nothing.
  http::Task<http::Response> show(const http::Request& request);
  /// The applicant's answer. What the application asked for still stands in the query string.
  http::Task<http::Response> answer(const http::Request& request);

 private:
  struct Asked;
  http::Response page(const Asked& asked, const service::authorization::Checked& checked,
                      std::string_view problem) const;
  http::Response verdict(const Asked& asked, const service::authorization::Checked& checked) const;
  http::Response redirect(const Asked& asked, std::string parameters) const;

  service::Endpoint<service::authorization::Look>& look_;
  service::Endpoint<service::authorization::Agree>& agree_;
  Random& random_;
  const std::string issuer_;
  const std::string cookie_;  ///< its name
};

}  // namespace usher::api::pages
