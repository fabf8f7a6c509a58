/// The route table of the access wing.
#pragma once

#include <vector>

#include "api/oauth/grant.hpp"
#include "api/pages/access/account.hpp"
#include "api/pages/access/log_on.hpp"
#include "api/pages/access/password.hpp"
#include "http/router.hpp"

namespace usher::api {

/// The handlers behind the routes. References must outlive the routes.
struct AccessHandlers {
  oauth::GrantRoutes& grant;
  pages::LogOnRoutes& log_on;
  pages::AccountRoutes& owner;
  pages::PasswordRoutes& password;
};

void add_access_routes(std::vector<http::Route>& routes, const AccessHandlers& handlers);

}  // namespace usher::api
