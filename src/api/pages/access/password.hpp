/// The owner's pages about the password: change it, ask for a link when it is forgotten, choose one
/// by the link.
#pragma once

#include <string>
#include <string_view>

#include "api/pages/browser.hpp"
#include "api/passwords.hpp"
#include "http/router.hpp"
#include "service/access/password.hpp"
#include "service/access/session.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/plan.hpp"

namespace usher::api::pages {

class PasswordRoutes {
 public:
  struct Services {
    service::Endpoint<service::session::Who>& who;
    service::Endpoint<service::password::Change>& change;
    service::Endpoint<service::password::Forget>& forget;
    service::Endpoint<service::password::LookAtReset>& look;
    service::Endpoint<service::password::Reset>& reset;
    service::Endpoint<service::plan::Show>& plan;
    Passwords& passwords;
    service::Throttle& links;  ///< how often somebody may ask for one, or try one
  };
  PasswordRoutes(const Services& services, const Browsers& browsers)
      : services_(services), browsers_(browsers) {}

  http::Task<http::Response> show_change(const http::Request& request);
  http::Task<http::Response> change(const http::Request& request);
  http::Task<http::Response> show_forgot(const http::Request& request);
  http::Task<http::Response> forget(const http::Request& request);
  /// Opening the link changes nothing: mail scanners open links, only people fill in forms.
  http::Task<http::Response> show_reset(const http::Request& request);
  http::Task<http::Response> reset(const http::Request& request);

 private:
  struct Asked;
  http::Response form_page(const http::Request& request, const Asked& asked,
                           const Problem& problem) const;
  /// No such link, or not any more.
  http::Task<http::Response> gone(const http::Request& request);
  http::Task<http::Response> forgot_page(const http::Request& request, std::string who,
                                         Problem problem);

  const Services services_;
  const Browsers& browsers_;
};

}  // namespace usher::api::pages
