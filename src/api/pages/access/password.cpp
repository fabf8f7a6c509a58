#include "api/pages/access/password.hpp"

#include "api/ask.hpp"
#include "api/pages/access/account_text.hpp"
#include "api/pages/access/log_on_text.hpp"
#include "api/pages/brand.hpp"
#include "api/pages/layout.hpp"
#include "base/clock.hpp"
#include "domain/access/password.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

namespace mustache = kainjow::mustache;
using service::password::Change;
using service::password::LookAtReset;
using service::password::Reset;

constexpr std::size_t kLongestWho = 254;

/// What is wrong with the new password, in words; empty when nothing is.
std::string_view flaw_in(const http::Form& form, const domain::Account& account,
                         const AccountText& text) {
  const std::string chosen = typed(form, "new");
  const auto flaw = domain::flaw_of(account, chosen);
  if (flaw == domain::PasswordFlaw::too_short) return text.too_short;
  if (flaw == domain::PasswordFlaw::too_long) return text.too_long;
  if (flaw || chosen == typed(form, "present")) return text.guessable;
  if (chosen != typed(form, "repeat")) return text.not_equal;
  return {};
}

/// Why the form is not looked at any further: it is not this browser's, or the new password won't
/// do.
std::optional<Problem> refusal_of(const http::Form& form, const FormKey& key,
                                  const domain::Account& account, domain::Language language) {
  if (!key.is(typed(form, "form"))) return Problem{log_on_text(language).stale, 400};
  const std::string_view flaw = flaw_in(form, account, account_text(language));
  if (!flaw.empty()) return Problem{flaw, 400};
  return std::nullopt;
}

}  // namespace

/// Whose password it is about, and how it is asked for.
struct PasswordRoutes::Asked {
  domain::Account account;
  std::string brand;
  bool by_link = false;
  bool must_choose = false;
};

http::Response PasswordRoutes::form_page(const http::Request& request, const Asked& asked,
                                         const Problem& problem) const {
  const domain::Language language =
      page_language(request.header("Accept-Language"), asked.account.language);
  const AccountText& text = account_text(language);
  mustache::data values;
  values.set("user_name", domain::user_name_of(asked.account.id));
  set_or_leave_out(values, "lead", asked.must_choose ? text.must_choose : std::string_view());
  set_or_leave_out(values, "present_label",
                   asked.by_link ? std::string_view() : text.present_password);
  values.set("new_label", std::string(text.new_password));
  values.set("rule", std::string(text.choose_rule));
  values.set("repeat_label", std::string(text.repeat_password));
  values.set("button", std::string(text.choose_button));
  set_or_leave_out(values, "back",
                   asked.by_link || asked.must_choose ? std::string_view() : text.back);
  const Frame frame{language, asked.brand, std::string(text.choose_title)};
  return browsers_.framed(request, frame, "password.html", values, problem);
}

http::Task<http::Response> PasswordRoutes::show_change(const http::Request& request) {
  const auto owner = co_await ask(services_.who, browsers_.session(request));
  if (!owner) co_return see_other("/account");
  const Asked asked{owner->account, owner->plan.brand, false, owner->must_choose};
  co_return form_page(request, asked, Problem());
}

http::Task<http::Response> PasswordRoutes::change(const http::Request& request) {
  const Secret cookie = browsers_.session(request);
  const auto owner = co_await ask(services_.who, cookie);
  if (!owner) co_return see_other("/account");
  const Asked asked{owner->account, owner->plan.brand, false, owner->must_choose};
  const domain::Language language =
      page_language(request.header("Accept-Language"), asked.account.language);
  const AccountText& text = account_text(language);
  const http::Form form(request.body);
  const auto refused = refusal_of(form, browsers_.form_key(request), asked.account, language);
  if (refused) co_return form_page(request, asked, *refused);
  auto attempt = browsers_.attempt(request, domain::user_name_of(asked.account.id));
  attempt.known = true;  // a session is as good as any mark
  const Secret present(typed(form, "present"));
  const auto proof = co_await services_.passwords.prove(request, attempt, present);
  if (!proof) {
    co_return form_page(request, asked, problem_of(proof.error(), text.wrong_password, language));
  }
  const Secret chosen(typed(form, "new"));
  const auto hash = co_await services_.passwords.hash(request, chosen);
  if (!hash) co_return form_page(request, asked, problem_of(hash.error(), {}, language));
  Change::Input input{cookie, *proof, *hash, browsers_.place(request)};
  const auto done = co_await ask(services_.change, std::move(input));
  if (!done) {
    co_return form_page(request, asked, problem_of(done.error(), text.wrong_password, language));
  }
  http::Response response = see_other("/account?done=changed");
  browsers_.sign_in(response, *done);
  co_return response;
}

http::Task<http::Response> PasswordRoutes::forgot_page(const http::Request& request,
                                                       std::string who, Problem problem) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await usual_brand(services_.plan);
  mustache::data values;
  values.set("lead", std::string(text.forgot_lead));
  values.set("label", std::string(text.forgot_label));
  values.set("who", who);
  values.set("button", std::string(text.forgot_button));
  values.set("back", std::string(text.sign_in_title));
  const Frame frame{language, brand, std::string(text.forgot_title)};
  co_return browsers_.framed(request, frame, "forgot.html", values, problem);
}

http::Task<http::Response> PasswordRoutes::show_forgot(const http::Request& request) {
  const std::string nobody;
  co_return co_await forgot_page(request, nobody, Problem());
}

http::Task<http::Response> PasswordRoutes::forget(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const http::Form form(request.body);
  const std::string who = typed(form, "who", kLongestWho);
  if (!browsers_.form_key(request).is(typed(form, "form"))) {
    const Problem stale{log_on_text(language).stale, 400};
    co_return co_await forgot_page(request, who, stale);
  }
  auto attempt = browsers_.attempt(request, who);
  attempt.known = attempt.marked.has_value();  // the password is what is not known
  const auto allowed = services_.links.begin(attempt, steady_now());
  if (!allowed) {
    const Problem problem = problem_of(allowed.error(), {}, language);
    co_return co_await forgot_page(request, who, problem);
  }
  // Not waited for: its time would tell whether there is such an account.
  services_.forget.send(who);
  const std::string brand = co_await usual_brand(services_.plan);
  const AccountText& text = account_text(language);
  co_return page_reply(200, {.language = language,
                             .brand = brand,
                             .title = std::string(text.sent_title),
                             .text = std::string(text.sent_text)});
}

http::Task<http::Response> PasswordRoutes::gone(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await usual_brand(services_.plan);
  co_return page_reply(404, {.language = language,
                             .brand = brand,
                             .title = std::string(text.gone_title),
                             .text = std::string(text.gone_text),
                             .link = "/account/forgot",
                             .link_text = std::string(text.forgot_title)});
}

http::Task<http::Response> PasswordRoutes::show_reset(const http::Request& request) {
  const Secret token(std::string(request.path_parameters.at(0)));
  const auto found = co_await ask(services_.look, token);
  if (!found) co_return co_await gone(request);
  const Asked asked{found->account, found->brand, true, false};
  co_return form_page(request, asked, Problem());
}

http::Task<http::Response> PasswordRoutes::reset(const http::Request& request) {
  const Secret token(std::string(request.path_parameters.at(0)));
  const auto found = co_await ask(services_.look, token);
  if (!found) co_return co_await gone(request);
  const Asked asked{found->account, found->brand, true, false};
  const domain::Language language =
      page_language(request.header("Accept-Language"), asked.account.language);
  const http::Form form(request.body);
  const auto refused = refusal_of(form, browsers_.form_key(request), asked.account, language);
  if (refused) co_return form_page(request, asked, *refused);
  const auto allowed =
      services_.links.begin(browsers_.attempt(request, token.reveal()), steady_now());
  if (!allowed) co_return form_page(request, asked, problem_of(allowed.error(), {}, language));
  const Secret chosen(typed(form, "new"));
  const auto hash = co_await services_.passwords.hash(request, chosen);
  if (!hash) co_return form_page(request, asked, problem_of(hash.error(), {}, language));
  Reset::Input input{token, *hash, browsers_.place(request)};
  const auto begun = co_await ask(services_.reset, std::move(input));
  if (!begun) co_return co_await gone(request);
  http::Response response = see_other("/account?done=changed");
  browsers_.sign_in(response, *begun);
  co_return response;
}

}  // namespace usher::api::pages
