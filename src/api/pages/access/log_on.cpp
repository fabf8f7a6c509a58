#include "api/pages/access/log_on.hpp"

#include <fmt/format.h>

#include "api/ask.hpp"
#include "api/pages/access/log_on_text.hpp"
#include "api/pages/layout.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

using service::AuthorizationOutcome;
using service::CheckedAuthorization;

constexpr std::size_t kMaxLogOnNameBytes = 100;

/// Returns the name of a repeated parameter, which is an error even if the values are equal (RFC
/// 6749, 3.1).
std::string repeated_parameter(const http::Form& query) {
  for (const std::string_view name :
       {"client_id", "redirect_uri", "client_secret", "response_type", "state", "scope",
        "code_challenge", "code_challenge_method"}) {
    if (query.count(name) > 1) return std::string(name);
  }
  return {};
}

}  // namespace

/// One request of the page.
struct LogOnRoutes::LogOn {
  explicit LogOn(const http::Request& request)
      : query(request.query),
        language(page_language(request.header("Accept-Language"))),
        state(query.find("state")) {
    authorization.client_id = query.value("client_id");
    authorization.client_secret = Secret(std::string(query.value("client_secret")));
    authorization.redirect_uri = query.value("redirect_uri");
    authorization.response_type = query.value("response_type");
    authorization.code_challenge = query.value("code_challenge");
    authorization.code_challenge_method = query.value("code_challenge_method");
    authorization.repeated = repeated_parameter(query);
  }

  http::Form query;
  domain::Language language;
  std::optional<std::string_view> state;
  service::AuthorizationRequest authorization;
  std::string user_name{};  ///< the user name as the owner typed it
};

http::Response LogOnRoutes::log_on_page(const http::Request& request, const LogOn& log_on,
                                        const CheckedAuthorization& checked,
                                        const Problem& problem) const {
  const LogOnText& text = log_on_text(log_on.language);
  const auto fill = [&](std::string_view words) {
    return fill_placeholders(words, {{"{application}", checked.application},
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
  values.set("user_name", log_on.user_name);
  values.set("user_name_label", std::string(text.user_name));
  values.set("password_label", std::string(text.password));
  values.set("allow", std::string(text.allow));
  values.set("refuse", std::string(text.refuse));
  // Browsers check all redirects of the form against this; it cannot contain an IPv6 host.
  std::string form_targets = "https: http:";
  const std::string scheme = domain::scheme_of(log_on.authorization.redirect_uri);
  if (scheme != "https" && scheme != "http") form_targets += " " + scheme + ":";
  return browsers_.form_page(request,
                             {log_on.language, checked.brand, fill(text.title), form_targets},
                             "log_on.html", values, problem);
}

/// Reports an invalid request to the application if its redirect URI is valid, otherwise on a page.
http::Response LogOnRoutes::error_response(const LogOn& log_on,
                                           const CheckedAuthorization& checked) const {
  if (checked.may_redirect) {
    return redirect(log_on, fmt::format("error={}&error_description={}", checked.error,
                                        percent_encode(checked.description, HexCase::lower)));
  }
  const LogOnText& text = log_on_text(log_on.language);
  return page_response(400, {.language = log_on.language,
                             .brand = checked.brand.empty() ? "Usher" : checked.brand,
                             .title = std::string(text.bad_title),
                             .text = std::string(text.bad_text),
                             .detail = checked.description});
}

http::Response LogOnRoutes::redirect(const LogOn& log_on, std::string parameters) const {
  const std::string& uri = log_on.authorization.redirect_uri;
  if (log_on.state) parameters += "&state=" + percent_encode(*log_on.state, HexCase::lower);
  parameters += "&iss=" + percent_encode(issuer_, HexCase::lower);  // RFC 9207
  http::Response response;
  response.status = 302;
  response.headers = {
      {"Location", uri + (uri.find('?') == std::string::npos ? "?" : "&") + parameters},
      {"Cache-Control", "no-store"},
      {"Referrer-Policy", "no-referrer"},
  };
  return response;
}

http::Task<http::Response> LogOnRoutes::show(const http::Request& request) {
  const LogOn log_on(request);
  const CheckedAuthorization checked =
      co_await ask<&service::read_authorization_request>(store_, log_on.authorization);
  if (!checked.is_valid()) co_return error_response(log_on, checked);
  co_return log_on_page(request, log_on, checked, Problem());
}

http::Task<http::Response> LogOnRoutes::submit(const http::Request& request) {
  LogOn log_on(request);
  const http::Form form(request.body);
  log_on.user_name = form_field(form, "username", kMaxLogOnNameBytes);
  CheckedAuthorization checked =
      co_await ask<&service::read_authorization_request>(store_, log_on.authorization);
  if (!checked.is_valid()) co_return error_response(log_on, checked);
  if (!browsers_.form_key(request).is(form.value("form"))) {
    const Problem stale{log_on_text(log_on.language).stale, 400};
    co_return log_on_page(request, log_on, checked, stale);
  }
  if (form.value("answer") != "allow") {
    checked.error = "access_denied";
    checked.description = "The owner of the account has refused.";
    co_return error_response(log_on, checked);
  }
  const Secret password(std::string(form.value("password")));
  co_return co_await sign_in(request, log_on, checked, password);
}

http::Task<http::Response> LogOnRoutes::sign_in(const http::Request& request, const LogOn& log_on,
                                                const CheckedAuthorization& checked,
                                                Secret password) {
  using Kind = AuthorizationOutcome::Kind;
  const LogOnText& text = log_on_text(log_on.language);
  const auto attempt = browsers_.attempt(request, log_on.user_name);
  const auto proof = co_await passwords_.prove(request, attempt, password);
  if (!proof) {
    const Problem problem = problem_of(proof.error(), text.wrong, log_on.language);
    co_return log_on_page(request, log_on, checked, problem);
  }
  service::AuthorizationConsent consent{log_on.authorization, *proof};
  const AuthorizationOutcome outcome =
      co_await ask<&service::grant_authorization>(store_, tools_, std::move(consent));
  switch (outcome.kind) {
    case Kind::wrong_password:
      co_return log_on_page(request, log_on, outcome.request, Problem{text.wrong, 400});
    case Kind::must_choose: {
      const std::string hint =
          fill_placeholders(text.must_choose, {{"{address}", issuer_ + "/account"}});
      co_return log_on_page(request, log_on, outcome.request, Problem{hint, 400});
    }
    case Kind::invalid_request:
      co_return error_response(log_on, outcome.request);
    case Kind::granted:
      break;
  }
  http::Response response = redirect(log_on, "code=" + outcome.code.reveal());
  browsers_.trust_device(response, proof->account(), proof->password_set_at());
  co_return response;
}

}  // namespace usher::api::pages
