/// The owner's pages for changing the password, for requesting a reset link and for resetting the
/// password.
#pragma once

#include <string>
#include <string_view>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/password.hpp"
#include "service/access/session.hpp"
#include "service/background_calls.hpp"
#include "service/operation.hpp"

namespace usher::api::pages {

class PasswordRoutes {
 public:
  /// `link_throttle` limits requests for reset links and attempts to use them. References must
  /// outlive the routes.
  PasswordRoutes(store::Store& store, const service::OwnerTools& tools,
                 service::BackgroundCalls& background, Passwords& passwords,
                 service::Throttle& link_throttle, const Browsers& browsers)
      : store_(store),
        tools_(tools),
        background_(background),
        passwords_(passwords),
        link_throttle_(link_throttle),
        browsers_(browsers) {}

  http::Task<http::Response> show_change(const http::Request& request);
  http::Task<http::Response> change(const http::Request& request);
  http::Task<http::Response> show_forgot(const http::Request& request);
  http::Task<http::Response> request_reset(const http::Request& request);
  /// Shows the form of a reset link. Changes nothing, because mail scanners open links.
  http::Task<http::Response> show_reset(const http::Request& request);
  http::Task<http::Response> reset(const http::Request& request);

 private:
  struct PasswordForm;
  http::Response password_page(const http::Request& request, const PasswordForm& form,
                               const Problem& problem) const;
  /// Returns the page for invalid and expired reset links.
  http::Task<http::Response> link_gone_page(const http::Request& request);
  http::Task<http::Response> forgot_page(const http::Request& request, std::string name_or_address,
                                         Problem problem);

  store::Store& store_;
  const service::OwnerTools& tools_;
  service::BackgroundCalls& background_;
  Passwords& passwords_;
  service::Throttle& link_throttle_;
  const Browsers& browsers_;
};

}  // namespace usher::api::pages
