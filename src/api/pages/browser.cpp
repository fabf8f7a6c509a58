#include "api/pages/browser.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "api/pages/access/log_on_text.hpp"
#include "domain/access/trusted_device.hpp"
#include "domain/ip_address.hpp"

namespace usher::api::pages {
namespace {

constexpr std::string_view kKnown = "known";
constexpr std::string_view kSession = "session";
constexpr auto kKnownFor = std::chrono::hours(24 * 400);  // as long as browsers keep any cookie

struct Token {
  std::string_view in_user_agent;
  std::string_view name;
};
// The first that is found counts: browsers name those that they want to pass for, too.
constexpr std::array kBrowsers = {Token{"Edg", "Edge"},         Token{"OPR/", "Opera"},
                                  Token{"Firefox/", "Firefox"}, Token{"FxiOS/", "Firefox"},
                                  Token{"CriOS/", "Chrome"},    Token{"Chrome/", "Chrome"},
                                  Token{"Safari/", "Safari"},   Token{"curl/", "curl"}};
constexpr std::array kSystems = {Token{"Android", "Android"}, Token{"iPhone", "iPhone"},
                                 Token{"iPad", "iPad"},       Token{"Windows", "Windows"},
                                 Token{"Mac OS X", "macOS"},  Token{"CrOS", "ChromeOS"},
                                 Token{"Linux", "Linux"}};

std::string_view named(std::span<const Token> tokens, std::string_view user_agent) {
  for (const Token& token : tokens) {
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
  const std::string_view browser = named(kBrowsers, user_agent);
  const std::string_view system = named(kSystems, user_agent);
  if (browser.empty() && system.empty()) return "?";
  return fmt::format("{}{}{}", browser, browser.empty() || system.empty() ? "" : ", ", system);
}

service::Throttle::Attempt Browsers::attempt(const http::Request& request,
                                             const std::string& user_name) const {
  const std::string caller = caller_ip(request, proxies_);
  const auto address = domain::IpAddress::parse(caller);
  const auto account = domain::parse_user_name(user_name);
  service::Throttle::Attempt attempt;
  attempt.place = address ? std::to_string(address->key()) : caller;
  attempt.user_name = user_name;
  if (account) {
    attempt.marked =
        domain::password_of_known_browser(keys_, *account, cookies_.get(request, kKnown));
  }
  return attempt;
}

http::Response Browsers::framed(const http::Request& request, const Frame& frame,
                                std::string_view content_template, kainjow::mustache::data& values,
                                const Problem& problem) const {
  const FormKey key = form_key(request);
  values.set("form", key.value());
  set_or_leave_out(values, "problem", problem.text);
  http::Response response = framed_reply(problem.status, frame, content_template, values);
  if (auto header = key.header()) response.headers.push_back(std::move(*header));
  if (problem.retry_after_s > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s));
  }
  return response;
}

service::session::Place Browsers::place(const http::Request& request) const {
  return {browser_name(request.header("User-Agent")), caller_ip(request, proxies_)};
}

Secret Browsers::session(const http::Request& request) const {
  return Secret(std::string(cookies_.get(request, kSession)));
}

void Browsers::sign_in(http::Response& response, const service::session::Begun& begun) const {
  response.headers.push_back(
      cookies_.set(kSession, begun.cookie.reveal(),
                   std::chrono::duration_cast<std::chrono::seconds>(service::session::kLife)));
  mark_known(response, begun.account, begun.password_set_at);
}

void Browsers::sign_out(http::Response& response) const {
  response.headers.push_back(cookies_.forget(kSession));
}

void Browsers::mark_known(http::Response& response, domain::AccountId account,
                          TimePoint password_set_at) const {
  response.headers.push_back(cookies_.set(
      kKnown, domain::known_browser_mark(keys_.newest(), account, password_set_at, random_),
      kKnownFor));
}

}  // namespace usher::api::pages
