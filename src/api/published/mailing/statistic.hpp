/// Routes of statistics (docs/contract/resources.md, D).
#pragma once

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

/// REQUIRES: the base path is `kStatisticsBase`.
void add_statistics(ResourceRoutes& routes);

}  // namespace usher::api::published
