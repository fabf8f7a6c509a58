/// The owner's pages for signing in and out, for viewing the account and for revoking the access of
/// applications.
#pragma once

#include <string>
#include <string_view>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/session.hpp"
#include "service/operation.hpp"

namespace usher::api::pages {

class AccountRoutes {
 public:
  /// References must outlive the routes.
  AccountRoutes(store::Store& store, const service::OwnerTools& tools, Passwords& passwords,
                const Browsers& browsers)
      : store_(store), tools_(tools), passwords_(passwords), browsers_(browsers) {}

  /// Shows the account, or the sign-in page if the browser has no session.
  http::Task<http::Response> show(const http::Request& request);
  http::Task<http::Response> sign_in(const http::Request& request);
  http::Task<http::Response> sign_out(const http::Request& request);
  http::Task<http::Response> withdraw(const http::Request& request);

 private:
  http::Task<http::Response> sign_in_page(const http::Request& request, std::string user_name,
                                          Problem problem);
  http::Response account_page(const http::Request& request, const service::OwnerPage& page) const;

  store::Store& store_;
  const service::OwnerTools& tools_;
  Passwords& passwords_;
  const Browsers& browsers_;
};

}  // namespace usher::api::pages
