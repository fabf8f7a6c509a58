/// The routes of statistics (docs/contract/resources.md, D).
#pragma once

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

/// Adds the routes of statistics. REQUIRES: the base path is `kStatisticsBase`.
void add_statistics(ResourceRoutes& routes);

}  // namespace usher::api::published
