#include "api/pages/browser.hpp"

#include "domain/ip_address.hpp"
#include "domain/known_browser.hpp"

namespace usher::api::pages {
namespace {

constexpr std::string_view kKnown = "known";
constexpr auto kKnownFor = std::chrono::hours(24 * 400);  // as long as browsers keep any cookie

}  // namespace

service::Throttle::Attempt Browsers::attempt(const http::Request& request,
                                             const std::string& user_name) const {
  const std::string caller = caller_ip(request, proxies_);
  const auto address = domain::IpAddress::parse(caller);
  const auto account = domain::account_of_user_name(user_name);
  service::Throttle::Attempt attempt;
  attempt.place = address ? std::to_string(address->key()) : caller;
  attempt.user_name = user_name;
  attempt.known =
      account && domain::is_known_browser_mark(keys_, *account, cookies_.get(request, kKnown));
  return attempt;
}

void Browsers::mark_known(http::Response& response, domain::AccountId account) const {
  response.headers.push_back(cookies_.set(
      kKnown, domain::known_browser_mark(keys_.newest(), account, random_), kKnownFor));
}

}  // namespace usher::api::pages
