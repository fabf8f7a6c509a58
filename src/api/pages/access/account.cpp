#include "api/pages/access/account.hpp"

#include "api/ask.hpp"
#include "api/pages/access/account_text.hpp"
#include "api/pages/access/log_on_text.hpp"
#include "api/pages/layout.hpp"
#include "base/text.hpp"
#include "domain/date_text.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t kMaxUserNameBytes = 100;

/// Returns the notice for the result in the page's address.
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

mustache::data facts_of(const service::OwnerPage& page, domain::Language language,
                        const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  out << fact(text.user_name, domain::user_name_of(page.account.id));
  if (!page.account.company.empty()) out << fact(text.company, page.account.company);
  out << fact(text.address, page.account.address);
  if (page.account.expires_at) {
    out << fact(text.ends, domain::long_date(language, *page.account.expires_at));
  }
  return out;
}

mustache::data applications_of(const service::OwnerPage& page, domain::Language language,
                               const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  for (const auto& application : page.applications) {
    mustache::data row;
    row.set("id", std::to_string(application.application.value));
    row.set("name", application.name);
    row.set("by", fill_placeholders(text.application_by,
                                    {{"{contact}", application.contact},
                                     {"{date}", domain::long_date(language, application.since)}}));
    out << row;
  }
  return out;
}

mustache::data sessions_of(const service::OwnerPage& page, domain::Language language,
                           const AccountText& text) {
  mustache::data out(mustache::data::type::list);
  for (const auto& session : page.sessions) {
    mustache::data row;
    row.set("id", std::to_string(session.id));
    row.set("browser", session.browser);
    std::string about =
        session.ip + ", " +
        fill_placeholders(text.session_since,
                          {{"{date}", domain::long_date(language, session.created_at)}});
    if (session.id == page.current_session) about += ", " + std::string(text.this_browser);
    row.set("about", about);
    out << row;
  }
  return out;
}

}  // namespace

http::Task<http::Response> AccountRoutes::sign_in_page(const http::Request& request,
                                                       std::string user_name, Problem problem) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await ask<&service::read_default_brand>(store_);
  mustache::data values;
  values.set("user_name", user_name);
  values.set("user_name_label", std::string(log_on_text(language).user_name));
  values.set("password_label", std::string(log_on_text(language).password));
  values.set("sign_in", std::string(text.sign_in));
  values.set("forgot", std::string(text.forgot));
  const Layout layout{language, brand, std::string(text.sign_in_title)};
  co_return browsers_.form_page(request, layout, "sign_in.html", values, problem);
}

http::Response AccountRoutes::account_page(const http::Request& request,
                                           const service::OwnerPage& page) const {
  const domain::Language language =
      page_language(request.header("Accept-Language"), page.account.language);
  const AccountText& text = account_text(language);
  mustache::data values;
  set_optional(values, "notice", notice_of(request, text));
  values.set("facts", facts_of(page, language, text));
  values.set("applications_title", std::string(text.applications));
  values.set("no_applications", std::string(text.no_applications));
  values.set("has_applications", mustache::data(!page.applications.empty()));
  values.set("applications", applications_of(page, language, text));
  values.set("withdraw", std::string(text.withdraw));
  values.set("password_title", std::string(text.password));
  values.set("password_text", std::string(text.password_text));
  values.set("change", std::string(text.change));
  values.set("sessions_title", std::string(text.sessions));
  values.set("sessions", sessions_of(page, language, text));
  values.set("sign_out", std::string(text.sign_out));
  values.set("has_others", mustache::data(page.sessions.size() > 1));
  values.set("sign_out_others", std::string(text.sign_out_others));
  const Layout layout{language, page.plan.brand, std::string(text.title)};
  return browsers_.form_page(request, layout, "account.html", values, Problem());
}

http::Task<http::Response> AccountRoutes::show(const http::Request& request) {
  const auto page = co_await ask<&service::read_owner_page>(store_, browsers_.session(request));
  const std::string no_user_name;
  if (!page) co_return co_await sign_in_page(request, no_user_name, Problem());
  if (page->must_choose) co_return see_other("/account/password");
  co_return account_page(request, *page);
}

http::Task<http::Response> AccountRoutes::sign_in(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const LogOnText& text = log_on_text(language);
  const http::Form form(request.body);
  const std::string user_name = form_field(form, "username", kMaxUserNameBytes);
  if (!browsers_.form_key(request).is(form_field(form, "form"))) {
    const Problem stale{text.stale, 400};
    co_return co_await sign_in_page(request, user_name, stale);
  }
  const auto attempt = browsers_.attempt(request, user_name);
  const Secret password(form_field(form, "password"));
  const auto proof = co_await passwords_.prove(request, attempt, password);
  if (!proof) {
    const Problem problem = problem_of(proof.error(), text.wrong, language);
    co_return co_await sign_in_page(request, user_name, problem);
  }
  service::SessionStart start{*proof, browsers_.origin(request), browsers_.session(request)};
  const auto session = co_await ask<&service::begin_session>(store_, tools_, std::move(start));
  if (!session) {
    const Problem problem = problem_of(session.error(), text.wrong, language);
    co_return co_await sign_in_page(request, user_name, problem);
  }
  http::Response response = see_other("/account");
  browsers_.sign_in(response, *session);
  co_return response;
}

http::Task<http::Response> AccountRoutes::sign_out(const http::Request& request) {
  const http::Form form(request.body);
  if (!browsers_.form_key(request).is(form_field(form, "form"))) co_return see_other("/account");
  const std::string which = form_field(form, "session");
  const bool others = which == "others";
  service::SessionEnd end{browsers_.session(request), others,
                          parse_integer<std::int64_t>(which).value_or(0)};
  const auto ended_current = co_await ask<&service::end_sessions>(store_, std::move(end));
  http::Response response =
      see_other(others && ended_current ? "/account?done=signed-out" : "/account");
  if (ended_current && *ended_current) browsers_.sign_out(response);
  co_return response;
}

http::Task<http::Response> AccountRoutes::withdraw(const http::Request& request) {
  const http::Form form(request.body);
  const auto application = parse_integer<std::int64_t>(form_field(form, "application"));
  if (!application || !browsers_.form_key(request).is(form_field(form, "form"))) {
    co_return see_other("/account");
  }
  service::AccessWithdrawal withdrawal{browsers_.session(request),
                                       domain::ApplicationId{*application}};
  const auto done = co_await ask<&service::withdraw_access>(store_, std::move(withdrawal));
  co_return see_other(done ? "/account?done=withdrawn" : "/account");
}

}  // namespace usher::api::pages
