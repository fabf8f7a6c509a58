/// The routes of countries and time zones (docs/contract/resources.md, C.4).
#pragma once

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

void add_territories(ResourceRoutes& routes);

}  // namespace usher::api::published
