#include "api/pages/log_on.hpp"

#include <fmt/format.h>

#include "api/ask.hpp"
#include "api/pages/log_on_text.hpp"
#include "api/pages/page.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

using service::authorization::Agree;
using service::authorization::Checked;
using service::authorization::Request;

constexpr std::size_t kFormKeyBytes = 20;
constexpr std::size_t kLongestUserName = 100;

std::string value_of(const http::Form& form, std::string_view name) {
  return std::string(form.find(name).value_or(std::string_view()));
}

/// RFC 6265, 4.2: the cookie of that name; empty when there is none.
std::string_view cookie_of(const http::Request& request, std::string_view name) {
  std::string_view cookies = request.header("Cookie");
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = trim(cookies.substr(0, end));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace

struct LogOnRoutes::Asked {
  explicit Asked(const http::Request& request)
      : query(request.query),
        language(page_language(request.header("Accept-Language"))),
        state(query.find("state")) {
    what.client_id = value_of(query, "client_id");
    what.client_secret = Secret(value_of(query, "client_secret"));
    what.redirect_uri = value_of(query, "redirect_uri");
    what.response_type = value_of(query, "response_type");
    what.code_challenge = value_of(query, "code_challenge");
    what.code_challenge_method = value_of(query, "code_challenge_method");
  }

  http::Form query;
  domain::Language language;
  std::optional<std::string_view> state;
  Request what;
  std::string form_key{};   ///< ties the form to the browser that it was given to
  std::string user_name{};  ///< as typed
};

LogOnRoutes::LogOnRoutes(service::Endpoint<service::authorization::Look>& look,
                         service::Endpoint<service::authorization::Agree>& agree, Random& random,
                         std::string issuer)
    : look_(look),
      agree_(agree),
      random_(random),
      issuer_(std::move(issuer)),
      cookie_(issuer_.starts_with("https://") ? "__Host-usher-form" : "usher-form") {}

http::Response LogOnRoutes::page(const Asked& asked, const Checked& checked,
                                 std::string_view problem) const {
  const LogOnText& text = log_on_text(asked.language);
  const auto fill = [&](std::string_view words) {
    return filled(words, {{"{application}", checked.application},
                          {"{brand}", checked.brand},
                          {"{contact}", checked.contact}});
  };
  kainjow::mustache::data values;
  kainjow::mustache::data rights(kainjow::mustache::data::type::list);
  rights << std::string(text.reads) << std::string(text.changes);
  values.set("rights", rights);
  values.set("lead", fill(text.lead));
  values.set("made_by", fill(text.made_by));
  values.set("hint", fill(text.hint));
  if (problem.empty()) {
    values.set("problem", kainjow::mustache::data::type::bool_false);
  } else {
    values.set("problem", std::string(problem));
  }
  values.set("form", asked.form_key);
  values.set("user_name", asked.user_name);
  values.set("user_name_label", std::string(text.user_name));
  values.set("password_label", std::string(text.password));
  values.set("allow", std::string(text.allow));
  values.set("refuse", std::string(text.refuse));
  http::Response response = framed_reply(
      problem.empty() ? 200 : 400,
      {asked.language, checked.brand, fill(text.title), domain::origin_of(asked.what.redirect_uri)},
      "log_on.html", values);
  response.headers.emplace_back(
      "Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", cookie_,
                                asked.form_key, cookie_.starts_with("__Host-") ? "; Secure" : ""));
  return response;
}

/// To a request that is wrong: at the application where that is safe, else here.
http::Response LogOnRoutes::verdict(const Asked& asked, const Checked& checked) const {
  if (checked.may_redirect) {
    return redirect(asked, fmt::format("error={}&error_description={}", checked.error,
                                       http::encoded(checked.why)));
  }
  const LogOnText& text = log_on_text(asked.language);
  return page_reply(400, {.language = asked.language,
                          .brand = checked.brand.empty() ? "Usher" : checked.brand,
                          .title = std::string(text.bad_title),
                          .text = std::string(text.bad_text),
                          .detail = checked.why});
}

http::Response LogOnRoutes::redirect(const Asked& asked, std::string parameters) const {
  const std::string& uri = asked.what.redirect_uri;
  if (asked.state) parameters += "&state=" + http::encoded(*asked.state);
  parameters += "&iss=" + http::encoded(issuer_);  // RFC 9207
  http::Response response;
  response.status = 302;
  response.headers = {
      {"Location", uri + (uri.find('?') == std::string::npos ? "?" : "&") + parameters},
      {"Cache-Control", "no-store"},
      {"Referrer-Policy", "no-referrer"},
      {"Set-Cookie", fmt::format("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{}", cookie_,
                                 cookie_.starts_with("__Host-") ? "; Secure" : "")},
  };
  return response;
}

http::Task<http::Response> LogOnRoutes::show(const http::Request& request) {
  Asked asked(request);
  const Checked checked = co_await ask(look_, asked.what);
  if (!checked.may_redirect || !checked.error.empty()) co_return verdict(asked, checked);
  asked.form_key = to_base32(random_.bytes(kFormKeyBytes));
  co_return page(asked, checked, {});
}

http::Task<http::Response> LogOnRoutes::answer(const http::Request& request) {
  Asked asked(request);
  const http::Form form(request.body);
  const std::string given = value_of(form, "form");
  const bool own_form = !given.empty() && constant_time_equal(given, cookie_of(request, cookie_));
  asked.form_key = to_base32(random_.bytes(kFormKeyBytes));
  asked.user_name = value_of(form, "username").substr(0, kLongestUserName);
  if (!is_utf8(asked.user_name)) asked.user_name.clear();
  const bool allowed = value_of(form, "answer") == "allow";
  if (!own_form || !allowed) {
    Checked checked = co_await ask(look_, asked.what);
    if (!checked.may_redirect || !checked.error.empty()) co_return verdict(asked, checked);
    if (!own_form) co_return page(asked, checked, log_on_text(asked.language).stale);
    checked.error = "access_denied";
    checked.why = "The owner of the account has refused.";
    co_return verdict(asked, checked);
  }
  Agree::Input input{asked.what, asked.user_name, Secret(value_of(form, "password"))};
  const Agree::Agreed agreed = co_await ask(agree_, std::move(input));
  if (agreed.wrong) co_return page(asked, agreed.checked, log_on_text(asked.language).wrong);
  if (agreed.code.empty()) co_return verdict(asked, agreed.checked);
  co_return redirect(asked, "code=" + agreed.code.reveal());
}

}  // namespace usher::api::pages
