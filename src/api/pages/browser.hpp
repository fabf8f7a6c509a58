/// What pages know of the browser that asks: its forms, and whether an account's owner has signed
/// in with it before.
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

/// What is wrong with the form that was sent, in the page's language.
struct Problem {
  std::string_view text{};  ///< empty: nothing
  int status = 200;
  int retry_after_s = 0;  ///< with 429
};
/// Of a password that was not taken; `wrong` says so where it was simply not the right one.
Problem problem_of(const Error& error, std::string_view wrong, domain::Language language);

/// Immutable, thread-safe. All references must outlive this.
class Browsers {
 public:
  Browsers(std::string_view public_url, const TrustedProxies& proxies, const Keys& keys,
           Random& random)
      : cookies_(public_url), proxies_(proxies), keys_(keys), random_(random) {}

  FormKey form_key(const http::Request& request) const {
    return FormKey(cookies_, request, random_);
  }
  /// The attempt to sign in from there: an IPv4 address, or the /64 that an IPv6 one is in.
  service::Throttle::Attempt attempt(const http::Request& request,
                                     const std::string& user_name) const;
  /// A page with a form: tied to this browser, with what was wrong with the last try.
  http::Response framed(const http::Request& request, const Frame& frame,
                        std::string_view content_template, kainjow::mustache::data& values,
                        const Problem& problem) const;
  /// What a sign-in from there is remembered by.
  service::session::Place place(const http::Request& request) const;

  /// The session's cookie; empty when there is none.
  Secret session(const http::Request& request) const;
  /// The browser is signed in from now on, and known for that account.
  void sign_in(http::Response& response, const service::session::Begun& begun) const;
  void sign_out(http::Response& response) const;
  /// From now on this browser is known for that account, until its password is another.
  void mark_known(http::Response& response, domain::AccountId account,
                  TimePoint password_set_at) const;

 private:
  const Cookies cookies_;
  const TrustedProxies& proxies_;
  const Keys& keys_;
  Random& random_;
};

/// "Firefox, Linux" out of a User-Agent, as far as it can be told; for people who look for a
/// browser that they do not know.
std::string browser_name(std::string_view user_agent);

}  // namespace usher::api::pages
