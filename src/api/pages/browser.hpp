/// The cookies of browsers: forms, sessions and trusted devices.
#pragma once

#include <string>
#include <string_view>

#include "api/caller.hpp"
#include "api/cookies.hpp"
#include "api/pages/layout.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/account.hpp"
#include "http/message.hpp"
#include "service/access/session.hpp"
#include "service/access/throttle.hpp"

namespace usher::api::pages {

/// An error in a submitted form, in the page's language.
struct Problem {
  std::string_view text{};  ///< empty if there is no error
  int status = 200;
  int retry_after_s = 0;  ///< seconds; set if the status is 429
};
/// Returns the problem of a rejected password. `wrong` is the text for a wrong password.
Problem problem_of(const Error& error, std::string_view wrong, domain::Language language);

/// Reads and sets the cookies of browsers. Immutable, thread-safe. All references must outlive the
/// object.
class Browsers {
 public:
  Browsers(std::string_view public_url, const TrustedProxies& proxies, const Keys& keys,
           Random& random)
      : cookies_(public_url), proxies_(proxies), keys_(keys), random_(random) {}

  FormKey form_key(const http::Request& request) const {
    return FormKey(cookies_, request, random_);
  }
  /// Returns the sign-in attempt of a request. Its source is the client's IPv4 address, or the /64
  /// network of the client's IPv6 address.
  service::Throttle::Attempt attempt(const http::Request& request,
                                     const std::string& user_name) const;
  /// Renders a page with a form that only this browser can submit, and the problem of the form's
  /// last submission.
  http::Response form_page(const http::Request& request, const Layout& layout,
                           std::string_view content_template, kainjow::mustache::data& values,
                           const Problem& problem) const;
  service::SignInOrigin origin(const http::Request& request) const;

  /// Returns the session cookie; empty if there is none.
  Secret session(const http::Request& request) const;
  /// Sets the cookies of a new session and of a trusted device.
  void sign_in(http::Response& response, const service::NewSession& session) const;
  void sign_out(http::Response& response) const;
  /// Sets the cookie of a trusted device, which is valid until the password changes.
  void trust_device(http::Response& response, domain::AccountId account,
                    TimePoint password_set_at) const;

 private:
  const Cookies cookies_;
  const TrustedProxies& proxies_;
  const Keys& keys_;
  Random& random_;
};

/// Returns a name such as "Firefox, Linux" for a User-Agent, or "?" if the browser is unknown. The
/// list of sessions shows the name.
std::string browser_name(std::string_view user_agent);

}  // namespace usher::api::pages
