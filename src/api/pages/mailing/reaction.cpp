#include "api/pages/mailing/reaction.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"
#include "api/pages/mailing/reaction_text.hpp"

namespace usher::api::pages {
namespace {

using domain::MailTokenKind;
using service::reaction::Standing;
using Where = Standing::Where;

enum class Shown { question, done, gone };

http::Response show(const http::Request& request, const Standing& standing, Shown shown,
                    const ReactionText& (*words)(domain::Language)) {
  Page page;
  page.language = page_language(request.header("Accept-Language"), standing.language);
  page.brand = standing.company.empty() ? "Usher" : standing.company;
  const ReactionText& text = words(page.language);
  const auto with_list = [&](std::string_view said) {
    return filled(said, {{"{list}", standing.list}});
  };
  switch (shown) {
    case Shown::question:
      page.title = text.title;
      page.text = with_list(text.lead);
      page.button = text.button;
      return page_reply(200, page);
    case Shown::done:
      page.title = text.done_title;
      page.text = with_list(text.done_text);
      return page_reply(200, page);
    case Shown::gone:
      break;
  }
  page.title = text.gone_title;
  page.text = text.gone_text;
  return page_reply(404, page);
}

Shown of_unsubscribing(Where where) {
  if (where == Where::gone) return Shown::gone;
  return where == Where::outside ? Shown::done : Shown::question;
}

Shown of_subscribing(Where where) {
  if (where == Where::pending) return Shown::question;
  return where == Where::inside ? Shown::done : Shown::gone;
}

}  // namespace

std::optional<domain::MailToken> ReactionRoutes::token(const http::Request& request,
                                                       MailTokenKind kind) const {
  return domain::parse_mail_token(keys_, kind, request.path_parameters.at(0));
}

http::Task<http::Response> ReactionRoutes::show_unsubscribe(const http::Request& request) {
  Standing standing;
  const auto given = token(request, MailTokenKind::unsubscribe);
  if (given) standing = co_await ask(services_.look, *given);
  co_return show(request, standing, of_unsubscribing(standing.where), unsubscribe_text);
}

http::Task<http::Response> ReactionRoutes::unsubscribe(const http::Request& request) {
  Standing standing;
  const auto given = token(request, MailTokenKind::unsubscribe);
  if (given) standing = co_await ask(services_.leave, *given);
  co_return show(request, standing, of_unsubscribing(standing.where), unsubscribe_text);
}

http::Task<http::Response> ReactionRoutes::show_subscribe(const http::Request& request) {
  Standing standing;
  const auto given = token(request, MailTokenKind::confirm);
  if (given) standing = co_await ask(services_.look, *given);
  co_return show(request, standing, of_subscribing(standing.where), subscribe_text);
}

http::Task<http::Response> ReactionRoutes::subscribe(const http::Request& request) {
  Standing standing;
  const auto given = token(request, MailTokenKind::confirm);
  if (given) standing = co_await ask(services_.confirm, *given);
  co_return show(request, standing, of_subscribing(standing.where), subscribe_text);
}

}  // namespace usher::api::pages
