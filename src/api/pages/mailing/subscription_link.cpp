#include "api/pages/mailing/subscription_link.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"
#include "api/pages/mailing/subscription_text.hpp"

namespace usher::api::pages {
namespace {

using domain::MailTokenKind;
using service::LinkedSubscription;
using State = LinkedSubscription::State;

enum class LinkView { question, done, gone };

http::Response subscription_page(const http::Request& request,
                                 const LinkedSubscription& subscription, LinkView view,
                                 const SubscriptionText& (*text_in)(domain::Language)) {
  Page page;
  page.language = page_language(request.header("Accept-Language"), subscription.language);
  page.brand = subscription.company.empty() ? "Usher" : subscription.company;
  const SubscriptionText& text = text_in(page.language);
  const auto with_list = [&](std::string_view sentence) {
    return fill_placeholders(sentence, {{"{list}", subscription.list}});
  };
  switch (view) {
    case LinkView::question:
      page.title = text.title;
      page.text = with_list(text.lead);
      page.button = text.button;
      return page_response(200, page);
    case LinkView::done:
      page.title = text.done_title;
      page.text = with_list(text.done_text);
      return page_response(200, page);
    case LinkView::gone:
      break;
  }
  page.title = text.gone_title;
  page.text = text.gone_text;
  return page_response(404, page);
}

http::Response unsubscribe_page(const http::Request& request,
                                const LinkedSubscription& subscription) {
  LinkView view = LinkView::question;
  if (subscription.state == State::gone) view = LinkView::gone;
  if (subscription.state == State::unsubscribed) view = LinkView::done;
  return subscription_page(request, subscription, view, unsubscribe_text);
}

http::Response confirm_page(const http::Request& request, const LinkedSubscription& subscription) {
  LinkView view = LinkView::gone;
  if (subscription.state == State::pending) view = LinkView::question;
  if (subscription.state == State::subscribed) view = LinkView::done;
  return subscription_page(request, subscription, view, subscribe_text);
}

}  // namespace

std::optional<domain::MailToken> SubscriptionLinkRoutes::read_token(const http::Request& request,
                                                                    MailTokenKind kind) const {
  return domain::parse_mail_token(tools_.keys, kind, request.path_parameters.at(0));
}

http::Task<http::Response> SubscriptionLinkRoutes::show_unsubscribe(const http::Request& request) {
  LinkedSubscription subscription;
  const auto token = read_token(request, MailTokenKind::unsubscribe);
  if (token) {
    subscription = co_await ask<&service::find_linked_subscription>(store_, tools_, *token);
  }
  co_return unsubscribe_page(request, subscription);
}

http::Task<http::Response> SubscriptionLinkRoutes::unsubscribe(const http::Request& request) {
  LinkedSubscription subscription;
  const auto token = read_token(request, MailTokenKind::unsubscribe);
  if (token) subscription = co_await ask<&service::unsubscribe_by_link>(store_, tools_, *token);
  co_return unsubscribe_page(request, subscription);
}

http::Task<http::Response> SubscriptionLinkRoutes::show_confirm(const http::Request& request) {
  LinkedSubscription subscription;
  const auto token = read_token(request, MailTokenKind::confirm);
  if (token) {
    subscription = co_await ask<&service::find_linked_subscription>(store_, tools_, *token);
  }
  co_return confirm_page(request, subscription);
}

http::Task<http::Response> SubscriptionLinkRoutes::confirm(const http::Request& request) {
  LinkedSubscription subscription;
  const auto token = read_token(request, MailTokenKind::confirm);
  if (token) subscription = co_await ask<&service::confirm_by_link>(store_, tools_, *token);
  co_return confirm_page(request, subscription);
}

}  // namespace usher::api::pages
