/// The route table of the mailing wing.
#pragma once

#include <vector>

#include "api/pages/mailing/published_content.hpp"
#include "api/pages/mailing/subscription_link.hpp"
#include "api/pages/mailing/tracking.hpp"
#include "api/published/mailing/routes.hpp"
#include "http/router.hpp"

namespace usher::api {

/// References must outlive the routes.
struct MailingHandlers {
  const console::ResourceParts& resources;
  pages::PublishedRoutes& published;
  pages::SubscriptionLinkRoutes& subscription_link;
  TrackingRoutes& tracking;
};

void add_mailing_routes(std::vector<http::Route>& routes, const MailingHandlers& handlers);

}  // namespace usher::api
