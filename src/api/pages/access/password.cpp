#include "api/pages/access/password.hpp"

#include "api/ask.hpp"
#include "api/pages/access/account_text.hpp"
#include "api/pages/access/log_on_text.hpp"
#include "api/pages/layout.hpp"
#include "base/clock.hpp"
#include "domain/access/password.hpp"
#include "http/form.hpp"

namespace usher::api::pages {
namespace {

namespace mustache = kainjow::mustache;
using ResetCall = service::CallTo<&service::request_password_reset>;

constexpr std::size_t kMaxAddressBytes = 254;

/// Returns the error in the new password; empty if the password is valid.
std::string_view flaw_in(const http::Form& form, const domain::Account& account,
                         const AccountText& text) {
  const std::string chosen = form_field(form, "new");
  const auto flaw = domain::flaw_of(account, chosen);
  if (flaw == domain::PasswordFlaw::too_short) return text.too_short;
  if (flaw == domain::PasswordFlaw::too_long) return text.too_long;
  if (flaw || chosen == form_field(form, "present")) return text.guessable;
  if (chosen != form_field(form, "repeat")) return text.not_equal;
  return {};
}

/// Returns the problem of a form that is rejected before any password is hashed.
std::optional<Problem> form_problem(const http::Form& form, const FormKey& key,
                                    const domain::Account& account, domain::Language language) {
  if (!key.is(form_field(form, "form"))) return Problem{log_on_text(language).stale, 400};
  const std::string_view flaw = flaw_in(form, account, account_text(language));
  if (!flaw.empty()) return Problem{flaw, 400};
  return std::nullopt;
}

}  // namespace

/// The form that sets a password for a session or for a reset link.
struct PasswordRoutes::PasswordForm {
  domain::Account account;
  std::string brand;
  bool by_link = false;
  bool must_choose = false;
};

http::Response PasswordRoutes::password_page(const http::Request& request, const PasswordForm& form,
                                             const Problem& problem) const {
  const domain::Language language =
      page_language(request.header("Accept-Language"), form.account.language);
  const AccountText& text = account_text(language);
  mustache::data values;
  values.set("user_name", domain::user_name_of(form.account.id));
  set_optional(values, "lead", form.must_choose ? text.must_choose : std::string_view());
  set_optional(values, "present_label", form.by_link ? std::string_view() : text.current_password);
  values.set("new_label", std::string(text.new_password));
  values.set("rule", std::string(text.choose_rule));
  values.set("repeat_label", std::string(text.repeat_password));
  values.set("button", std::string(text.choose_button));
  set_optional(values, "back", form.by_link || form.must_choose ? std::string_view() : text.back);
  const Layout layout{language, form.brand, std::string(text.choose_title)};
  return browsers_.form_page(request, layout, "password.html", values, problem);
}

http::Task<http::Response> PasswordRoutes::show_change(const http::Request& request) {
  const auto owner = co_await ask<&service::identify_owner>(store_, browsers_.session(request));
  if (!owner) co_return see_other("/account");
  const PasswordForm page{owner->account, owner->plan.brand, false, owner->must_choose};
  co_return password_page(request, page, Problem());
}

http::Task<http::Response> PasswordRoutes::change(const http::Request& request) {
  const Secret cookie = browsers_.session(request);
  const auto owner = co_await ask<&service::identify_owner>(store_, cookie);
  if (!owner) co_return see_other("/account");
  const PasswordForm page{owner->account, owner->plan.brand, false, owner->must_choose};
  const domain::Language language =
      page_language(request.header("Accept-Language"), page.account.language);
  const AccountText& text = account_text(language);
  const http::Form form(request.body);
  const auto rejected = form_problem(form, browsers_.form_key(request), page.account, language);
  if (rejected) co_return password_page(request, page, *rejected);
  auto attempt = browsers_.attempt(request, domain::user_name_of(page.account.id));
  attempt.trusted = true;  // the browser has a session
  const Secret current(form_field(form, "present"));
  const auto proof = co_await passwords_.prove(request, attempt, current);
  if (!proof) {
    const Problem problem = problem_of(proof.error(), text.wrong_password, language);
    co_return password_page(request, page, problem);
  }
  const Secret chosen(form_field(form, "new"));
  const auto hash = co_await passwords_.hash(request, chosen);
  if (!hash) co_return password_page(request, page, problem_of(hash.error(), {}, language));
  service::PasswordChange change{cookie, *proof, *hash, browsers_.origin(request)};
  const auto session = co_await ask<&service::change_password>(store_, tools_, std::move(change));
  if (!session) {
    const Problem problem = problem_of(session.error(), text.wrong_password, language);
    co_return password_page(request, page, problem);
  }
  http::Response response = see_other("/account?done=changed");
  browsers_.sign_in(response, *session);
  co_return response;
}

http::Task<http::Response> PasswordRoutes::forgot_page(const http::Request& request,
                                                       std::string name_or_address,
                                                       Problem problem) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await ask<&service::read_default_brand>(store_);
  mustache::data values;
  values.set("lead", std::string(text.forgot_lead));
  values.set("label", std::string(text.forgot_label));
  values.set("who", name_or_address);
  values.set("button", std::string(text.forgot_button));
  values.set("back", std::string(text.sign_in_title));
  const Layout layout{language, brand, std::string(text.forgot_title)};
  co_return browsers_.form_page(request, layout, "forgot.html", values, problem);
}

http::Task<http::Response> PasswordRoutes::show_forgot(const http::Request& request) {
  const std::string empty;
  co_return co_await forgot_page(request, empty, Problem());
}

http::Task<http::Response> PasswordRoutes::request_reset(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const http::Form form(request.body);
  const std::string name_or_address = form_field(form, "who", kMaxAddressBytes);
  if (!browsers_.form_key(request).is(form_field(form, "form"))) {
    const Problem stale{log_on_text(language).stale, 400};
    co_return co_await forgot_page(request, name_or_address, stale);
  }
  auto attempt = browsers_.attempt(request, name_or_address);
  // A cookie from before a password change counts, too: the owner may have forgotten the password.
  attempt.trusted = attempt.device_cookie_time.has_value();
  const auto allowed = link_throttle_.begin(attempt, steady_now());
  if (!allowed) {
    const Problem problem = problem_of(allowed.error(), {}, language);
    co_return co_await forgot_page(request, name_or_address, problem);
  }
  // The call is not awaited: its duration would disclose whether the account exists.
  background_.post(std::make_unique<ResetCall>(tools_, name_or_address));
  const std::string brand = co_await ask<&service::read_default_brand>(store_);
  const AccountText& text = account_text(language);
  co_return page_response(200, {.language = language,
                                .brand = brand,
                                .title = std::string(text.sent_title),
                                .text = std::string(text.sent_text)});
}

http::Task<http::Response> PasswordRoutes::link_gone_page(const http::Request& request) {
  const domain::Language language = page_language(request.header("Accept-Language"));
  const AccountText& text = account_text(language);
  const std::string brand = co_await ask<&service::read_default_brand>(store_);
  co_return page_response(404, {.language = language,
                                .brand = brand,
                                .title = std::string(text.gone_title),
                                .text = std::string(text.gone_text),
                                .link = "/account/forgot",
                                .link_text = std::string(text.forgot_title)});
}

http::Task<http::Response> PasswordRoutes::show_reset(const http::Request& request) {
  const Secret token(std::string(request.path_parameters.at(0)));
  const auto target = co_await ask<&service::find_password_reset>(store_, tools_, token);
  if (!target) co_return co_await link_gone_page(request);
  const PasswordForm page{target->account, target->brand, true, false};
  co_return password_page(request, page, Problem());
}

http::Task<http::Response> PasswordRoutes::reset(const http::Request& request) {
  const Secret token(std::string(request.path_parameters.at(0)));
  const auto target = co_await ask<&service::find_password_reset>(store_, tools_, token);
  if (!target) co_return co_await link_gone_page(request);
  const PasswordForm page{target->account, target->brand, true, false};
  const domain::Language language =
      page_language(request.header("Accept-Language"), page.account.language);
  const http::Form form(request.body);
  const auto rejected = form_problem(form, browsers_.form_key(request), page.account, language);
  if (rejected) co_return password_page(request, page, *rejected);
  const auto allowed =
      link_throttle_.begin(browsers_.attempt(request, token.reveal()), steady_now());
  if (!allowed) co_return password_page(request, page, problem_of(allowed.error(), {}, language));
  const Secret chosen(form_field(form, "new"));
  const auto hash = co_await passwords_.hash(request, chosen);
  if (!hash) co_return password_page(request, page, problem_of(hash.error(), {}, language));
  service::PasswordReset reset{token, *hash, browsers_.origin(request)};
  const auto session = co_await ask<&service::reset_password>(store_, tools_, std::move(reset));
  if (!session) co_return co_await link_gone_page(request);
  http::Response response = see_other("/account?done=changed");
  browsers_.sign_in(response, *session);
  co_return response;
}

}  // namespace usher::api::pages
