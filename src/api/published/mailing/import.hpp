/// The routes of imports (docs/contract/resources.md, C.6 and C.7).
#pragma once

#include "api/caller.hpp"
#include "api/published/resource_routes.hpp"

namespace usher::api::published {

/// Adds the routes of imports. `proxies` must outlive the routes.
void add_imports(ResourceRoutes& routes, const TrustedProxies& proxies);

}  // namespace usher::api::published
