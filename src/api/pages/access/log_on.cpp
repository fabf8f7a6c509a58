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

using service::authorization::Agree;
using service::authorization::Checked;
using service::authorization::Request;

constexpr std::size_t kMaxUserNameLength = 100;

/// RFC 6749, 3.1: none may come twice, not even with the same value both times.
std::string repeated(const http::Form& query) {
  for (const std::string_view name :
       {"client_id", "redirect_uri", "client_secret", "response_type", "state", "scope",
        "code_challenge", "code_challenge_method"}) {
    if (query.count(name) > 1) return std::string(name);
  }
  return {};
}

}  // namespace

struct LogOnRoutes::Asked {
  explicit Asked(const http::Request& request)
      : query(request.query),
        language(page_language(request.header("Accept-Language"))),
        state(query.find("state")) {
    what.client_id = query.value("client_id");
    what.client_secret = Secret(std::string(query.value("client_secret")));
    what.redirect_uri = query.value("redirect_uri");
    what.response_type = query.value("response_type");
    what.code_challenge = query.value("code_challenge");
    what.code_challenge_method = query.value("code_challenge_method");
    what.repeated = repeated(query);
  }

  http::Form query;
  domain::Language language;
  std::optional<std::string_view> state;
  Request what;
  std::string user_name{};  ///< as typed
};

http::Response LogOnRoutes::page(const http::Request& request, const Asked& asked,
                                 const Checked& checked, const Problem& problem) const {
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
  values.set("user_name", asked.user_name);
  values.set("user_name_label", std::string(text.user_name));
  values.set("password_label", std::string(text.password));
  values.set("allow", std::string(text.allow));
  values.set("refuse", std::string(text.refuse));
  // Browsers hold every hop behind the form against this, and cannot be told of an IPv6 host.
  std::string leads_to = "https: http:";
  const std::string scheme = domain::scheme_of(asked.what.redirect_uri);
  if (scheme != "https" && scheme != "http") leads_to += " " + scheme + ":";
  return browsers_.framed(request, {asked.language, checked.brand, fill(text.title), leads_to},
                          "log_on.html", values, problem);
}

/// To a request that is wrong: at the application where that is safe, else here.
http::Response LogOnRoutes::verdict(const Asked& asked, const Checked& checked) const {
  if (checked.may_redirect) {
    return redirect(asked, fmt::format("error={}&error_description={}", checked.error,
                                       percent_encode(checked.why, HexCase::lower)));
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
  if (asked.state) parameters += "&state=" + percent_encode(*asked.state, HexCase::lower);
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
  const Asked asked(request);
  const Checked checked = co_await ask(services_.look, asked.what);
  if (!checked.may_redirect || !checked.error.empty()) co_return verdict(asked, checked);
  co_return page(request, asked, checked, Problem());
}

http::Task<http::Response> LogOnRoutes::answer(const http::Request& request) {
  Asked asked(request);
  const http::Form form(request.body);
  asked.user_name = typed(form, "username", kMaxUserNameLength);
  Checked checked = co_await ask(services_.look, asked.what);
  if (!checked.may_redirect || !checked.error.empty()) co_return verdict(asked, checked);
  if (!browsers_.form_key(request).is(form.value("form"))) {
    const Problem stale{log_on_text(asked.language).stale, 400};
    co_return page(request, asked, checked, stale);
  }
  if (form.value("answer") != "allow") {
    checked.error = "access_denied";
    checked.why = "The owner of the account has refused.";
    co_return verdict(asked, checked);
  }
  const Secret password(std::string(form.value("password")));
  co_return co_await sign_in(request, asked, checked, password);
}

http::Task<http::Response> LogOnRoutes::sign_in(const http::Request& request, const Asked& asked,
                                                const Checked& checked, Secret password) {
  const LogOnText& text = log_on_text(asked.language);
  const auto attempt = browsers_.attempt(request, asked.user_name);
  const auto proof = co_await services_.passwords.prove(request, attempt, password);
  if (!proof) {
    co_return page(request, asked, checked, problem_of(proof.error(), text.wrong, asked.language));
  }
  Agree::Input input{asked.what, *proof};
  const Agree::Agreed agreed = co_await ask(services_.agree, std::move(input));
  switch (agreed.outcome) {
    case Agree::Outcome::wrong_password:
      co_return page(request, asked, agreed.checked, Problem{text.wrong, 400});
    case Agree::Outcome::must_choose: {
      const std::string told = filled(text.must_choose, {{"{address}", issuer_ + "/account"}});
      co_return page(request, asked, agreed.checked, Problem{told, 400});
    }
    case Agree::Outcome::bad_request:
      co_return verdict(asked, agreed.checked);
    case Agree::Outcome::agreed:
      break;
  }
  http::Response response = redirect(asked, "code=" + agreed.code.reveal());
  browsers_.mark_known(response, proof->account(), proof->password_set_at());
  co_return response;
}

}  // namespace usher::api::pages
