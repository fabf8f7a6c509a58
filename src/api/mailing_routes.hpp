/// The routes of the mailing wing, in one table.
#pragma once

#include <vector>

#include "api/pages/mailing/published_content.hpp"
#include "api/pages/mailing/reaction.hpp"
#include "api/pages/mailing/tracking.hpp"
#include "api/published/mailing/routes.hpp"
#include "http/router.hpp"

namespace usher::api {

/// The handlers behind the routes. References must outlive the routes.
struct MailingHandlers {
  const published::ResourceTools& resources;
  pages::PublishedRoutes& published;
  pages::ReactionRoutes& reaction;
  TrackingRoutes& tracking;
};

void add_mailing_routes(std::vector<http::Route>& routes, const MailingHandlers& handlers);

}  // namespace usher::api
