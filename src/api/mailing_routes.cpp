#include "api/mailing_routes.hpp"

#include "api/bound.hpp"

namespace usher::api {

using http::Method;

void add_mailing_routes(std::vector<http::Route>& routes, const MailingHandlers& handlers) {
  const std::vector<http::Route> table = {
      {Method::get, "/unsubscribe/{token}", "page.unsubscribe",
       bound(handlers.subscription_link, &pages::SubscriptionLinkRoutes::show_unsubscribe)},
      {Method::post, "/unsubscribe/{token}", "page.unsubscribe",
       bound(handlers.subscription_link, &pages::SubscriptionLinkRoutes::unsubscribe)},
      {Method::get, "/subscription/confirm/{token}", "page.subscribe",
       bound(handlers.subscription_link, &pages::SubscriptionLinkRoutes::show_confirm)},
      {Method::post, "/subscription/confirm/{token}", "page.subscribe",
       bound(handlers.subscription_link, &pages::SubscriptionLinkRoutes::confirm)},
      {Method::get, "/t/c/{token}", "page.click", bound(handlers.tracking, &TrackingRoutes::click)},
      {Method::get, "/t/o/{token}", "page.open", bound(handlers.tracking, &TrackingRoutes::open)},
      {Method::get, "/files/{folder}/{name}", "page.image",
       bound(handlers.published, &pages::PublishedRoutes::image)},
      {Method::get, "/online/{token}", "page.online",
       bound(handlers.published, &pages::PublishedRoutes::message)},
  };
  routes.insert(routes.end(), table.begin(), table.end());
  for (http::Route& route : console::routes(handlers.resources)) routes.push_back(std::move(route));
}

}  // namespace usher::api
