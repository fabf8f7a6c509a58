#include "api/pages/browser.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "api/pages/access/log_on_text.hpp"
#include "domain/access/trusted_device.hpp"
#include "domain/ip_address.hpp"

namespace usher::api::pages {
namespace {

constexpr std::string_view kTrustedDevice = "known";
constexpr std::string_view kSession = "session";
constexpr auto kTrustedDeviceLife =
    std::chrono::hours(24 * 400);  // browsers keep cookies for at most 400 days

struct ProductToken {
  std::string_view in_user_agent;
  std::string_view name;
};
// Sorted by precedence: a User-Agent also names browsers that it is compatible with.
constexpr std::array kBrowsers = {
    ProductToken{"Edg", "Edge"},         ProductToken{"OPR/", "Opera"},
    ProductToken{"Firefox/", "Firefox"}, ProductToken{"FxiOS/", "Firefox"},
    ProductToken{"CriOS/", "Chrome"},    ProductToken{"Chrome/", "Chrome"},
    ProductToken{"Safari/", "Safari"},   ProductToken{"curl/", "curl"}};
constexpr std::array kSystems = {
    ProductToken{"Android", "Android"}, ProductToken{"iPhone", "iPhone"},
    ProductToken{"iPad", "iPad"},       ProductToken{"Windows", "Windows"},
    ProductToken{"Mac OS X", "macOS"},  ProductToken{"CrOS", "ChromeOS"},
    ProductToken{"Linux", "Linux"}};

std::string_view find_product(std::span<const ProductToken> tokens, std::string_view user_agent) {
  for (const ProductToken& token : tokens) {
    if (user_agent.find(token.in_user_agent) != std::string_view::npos) return token.name;
  }
  return {};
}

}  // namespace

Problem problem_of(const Error& error, std::string_view wrong, domain::Language language) {
  if (error.code != Errc::too_many) return {wrong, 400};
  return {log_on_text(language).too_many, 429, error.retry_after_s};
}

std::string browser_name(std::string_view user_agent) {
  const std::string_view browser = find_product(kBrowsers, user_agent);
  const std::string_view system = find_product(kSystems, user_agent);
  if (browser.empty() && system.empty()) return "?";
  return fmt::format("{}{}{}", browser, browser.empty() || system.empty() ? "" : ", ", system);
}

service::Throttle::Attempt Browsers::attempt(const http::Request& request,
                                             const std::string& user_name) const {
  const std::string caller = caller_ip(request, proxies_);
  const auto address = domain::IpAddress::parse(caller);
  const auto account = domain::parse_user_name(user_name);
  service::Throttle::Attempt attempt;
  attempt.source = address ? std::to_string(address->key()) : caller;
  attempt.user_name = user_name;
  if (account) {
    attempt.device_cookie_time =
        domain::read_device_cookie(keys_, *account, cookies_.get(request, kTrustedDevice));
  }
  return attempt;
}

http::Response Browsers::form_page(const http::Request& request, const Layout& layout,
                                   std::string_view content_template,
                                   kainjow::mustache::data& values, const Problem& problem) const {
  const FormKey key = form_key(request);
  values.set("form", key.value());
  set_optional(values, "problem", problem.text);
  http::Response response = layout_response(problem.status, layout, content_template, values);
  if (auto header = key.header()) response.headers.push_back(std::move(*header));
  if (problem.retry_after_s > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s));
  }
  return response;
}

service::SignInOrigin Browsers::origin(const http::Request& request) const {
  return {browser_name(request.header("User-Agent")), caller_ip(request, proxies_)};
}

Secret Browsers::session(const http::Request& request) const {
  return Secret(std::string(cookies_.get(request, kSession)));
}

void Browsers::sign_in(http::Response& response, const service::NewSession& session) const {
  response.headers.push_back(
      cookies_.set(kSession, session.cookie.reveal(),
                   std::chrono::duration_cast<std::chrono::seconds>(service::kSessionLife)));
  trust_device(response, session.account, session.password_set_at);
}

void Browsers::sign_out(http::Response& response) const {
  response.headers.push_back(cookies_.remove(kSession));
}

void Browsers::trust_device(http::Response& response, domain::AccountId account,
                            TimePoint password_set_at) const {
  response.headers.push_back(cookies_.set(
      kTrustedDevice, domain::make_device_cookie(keys_.newest(), account, password_set_at, random_),
      kTrustedDeviceLife));
}

}  // namespace usher::api::pages
