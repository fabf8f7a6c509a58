/// The owner's pages: sign in, look at the account, withdraw what applications may do, sign out.
#pragma once

#include <string>
#include <string_view>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/session.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/plan.hpp"

namespace usher::api::pages {

class AccountRoutes {
 public:
  struct Services {
    service::Endpoint<service::session::Show>& show;
    service::Endpoint<service::session::SignIn>& sign_in;
    service::Endpoint<service::session::End>& end;
    service::Endpoint<service::session::Withdraw>& withdraw;
    service::Endpoint<service::plan::Show>& plan;
    Passwords& passwords;
  };
  AccountRoutes(const Services& services, const Browsers& browsers)
      : services_(services), browsers_(browsers) {}

  /// The account; for who is not signed in, the way in.
  http::Task<http::Response> show(const http::Request& request);
  http::Task<http::Response> sign_in(const http::Request& request);
  http::Task<http::Response> sign_out(const http::Request& request);
  http::Task<http::Response> withdraw(const http::Request& request);

 private:
  /// For who is not signed in.
  http::Task<http::Response> door(const http::Request& request, std::string user_name,
                                  Problem problem);
  http::Response home(const http::Request& request,
                      const service::session::Show::Shown& shown) const;

  const Services services_;
  const Browsers& browsers_;
};

}  // namespace usher::api::pages
