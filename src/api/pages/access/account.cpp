#include "api/pages/access/account.hpp"

#include "api/ask.hpp"
#include "api/pages/access/account_text.hpp"
#include "api/pages/access/log_on_text.hpp"
#include "api/pages/brand.hpp"
#include "api/pages/layout.hpp"
#include "base/text.hpp"
#include "domain/date_text.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

using service::session::End;
using service::session::Show;
namespace mustache = kainjow::mustache;

constexpr std::size_t kLongestUserName = 100;

/// What has just been done, as the address after it says.
std::string_view notice_of(const http::Request& request, const AccountText& text) {
  const http::Form query(request.query);
  const std::string_view done = query.value("done");
  if (done == "changed") return text.changed;
  if (done == "withdrawn") return text.withdrawn;
  if (done == "signed-out") return text.signed_out;
  return {};
}

mustache::data fact(std::string_view name, const std::string& value) {
  mustache::data out;
  out.set("name", std::string(name));
  out.set("value", value);
  return out;
}

mustache::data facts_of(const Show::Shown& shown, domain::Language language,
                        const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  out << fact(text.user_name, domain::user_name_of(shown.account.id));
  if (!shown.account.company.empty()) out << fact(text.company, shown.account.company);
  out << fact(text.address, shown.account.address);
  if (shown.account.expires_at) {
    out << fact(text.ends, domain::long_date(language, *shown.account.expires_at));
  }
  return out;
}

mustache::data applications_of(const Show::Shown& shown, domain::Language language,
                               const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  for (const auto& holder : shown.holders) {
    mustache::data row;
    row.set("id", std::to_string(holder.application.value));
    row.set("name", holder.name);
    row.set("by",
            filled(text.application_by, {{"{contact}", holder.contact},
                                         {"{date}", domain::long_date(language, holder.since)}}));
    out << row;
  }
  return out;
}

mustache::data sessions_of(const Show::Shown& shown, domain::Language language,
                           const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  for (const auto& session : shown.sessions) {
    mustache::data row;
    row.set("id", std::to_string(session.id));
    row.set("browser", session.browser);
    std::string about =
        session.ip + ", " +
        filled(text.session_since, {{"{date}", domain::long_date(language, session.created_at)}});
    if (session.id == shown.current) about += ", " + std::string(text.this_browser);
    row.set("about", about);
    out << row;
  }
  return out;
}

}  // namespace

http::Task<http::Response> AccountRoutes::door(const http::Request& request, std::string user_name,
                                               Problem problem) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await usual_brand(services_.plan);
  mustache::data values;
  values.set("user_name", user_name);
  values.set("user_name_label", std::string(log_on_text(language).user_name));
  values.set("password_label", std::string(log_on_text(language).password));
  values.set("sign_in", std::string(text.sign_in));
  values.set("forgot", std::string(text.forgot));
  const Frame frame{language, brand, std::string(text.sign_in_title)};
  co_return browsers_.framed(request, frame, "sign_in.html", values, problem);
}

http::Response AccountRoutes::home(const http::Request& request, const Show::Shown& shown) const {
  const domain::Language language =
      page_language(request.header("Accept-Language"), shown.account.language);
  const AccountText& text = account_text(language);
  mustache::data values;
  set_or_leave_out(values, "notice", notice_of(request, text));
  values.set("facts", facts_of(shown, language, text));
  values.set("applications_title", std::string(text.applications));
  values.set("no_applications", std::string(text.no_applications));
  values.set("has_applications", mustache::data(!shown.holders.empty()));
  values.set("applications", applications_of(shown, language, text));
  values.set("withdraw", std::string(text.withdraw));
  values.set("password_title", std::string(text.password));
  values.set("password_text", std::string(text.password_text));
  values.set("change", std::string(text.change));
  values.set("sessions_title", std::string(text.sessions));
  values.set("sessions", sessions_of(shown, language, text));
  values.set("sign_out", std::string(text.sign_out));
  values.set("has_others", mustache::data(shown.sessions.size() > 1));
  values.set("sign_out_others", std::string(text.sign_out_others));
  const Frame frame{language, shown.plan.brand, std::string(text.title)};
  return browsers_.framed(request, frame, "account.html", values, Problem());
}

http::Task<http::Response> AccountRoutes::show(const http::Request& request) {
  const auto shown = co_await ask(services_.show, browsers_.session(request));
  const std::string nobody;
  if (!shown) co_return co_await door(request, nobody, Problem());
  if (shown->must_choose) co_return see_other("/account/password");
  co_return home(request, *shown);
}

http::Task<http::Response> AccountRoutes::sign_in(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const LogOnText& text = log_on_text(language);
  const http::Form form(request.body);
  const std::string user_name = typed(form, "username", kLongestUserName);
  if (!browsers_.form_key(request).is(typed(form, "form"))) {
    const Problem stale{text.stale, 400};
    co_return co_await door(request, user_name, stale);
  }
  const auto attempt = browsers_.attempt(request, user_name);
  const Secret password(typed(form, "password"));
  const auto proof = co_await services_.passwords.prove(request, attempt, password);
  if (!proof) {
    const Problem problem = problem_of(proof.error(), text.wrong, language);
    co_return co_await door(request, user_name, problem);
  }
  service::session::SignIn::Input input{*proof, browsers_.place(request),
                                        browsers_.session(request)};
  const auto begun = co_await ask(services_.sign_in, std::move(input));
  if (!begun) {
    const Problem problem = problem_of(begun.error(), text.wrong, language);
    co_return co_await door(request, user_name, problem);
  }
  http::Response response = see_other("/account");
  browsers_.sign_in(response, *begun);
  co_return response;
}

http::Task<http::Response> AccountRoutes::sign_out(const http::Request& request) {
  const http::Form form(request.body);
  if (!browsers_.form_key(request).is(typed(form, "form"))) co_return see_other("/account");
  const std::string which = typed(form, "session");
  const bool others = which == "others";
  End::Input input{browsers_.session(request), others,
                   parse_integer<std::int64_t>(which).value_or(0)};
  const auto here = co_await ask(services_.end, std::move(input));
  http::Response response = see_other(others && here ? "/account?done=signed-out" : "/account");
  if (here && *here) browsers_.sign_out(response);
  co_return response;
}

http::Task<http::Response> AccountRoutes::withdraw(const http::Request& request) {
  const http::Form form(request.body);
  const auto application = parse_integer<std::int64_t>(typed(form, "application"));
  if (!application || !browsers_.form_key(request).is(typed(form, "form"))) {
    co_return see_other("/account");
  }
  service::session::Withdraw::Input input{browsers_.session(request),
                                          domain::ApplicationId{*application}};
  const auto done = co_await ask(services_.withdraw, std::move(input));
  co_return see_other(done ? "/account?done=withdrawn" : "/account");
}

}  // namespace usher::api::pages
