/// The routes of the account's lists, in the old and the new family (docs/contract/resources.md,
/// C.4).
#pragma once

#include "api/published/resource_routes.hpp"
#include "base/random.hpp"

namespace usher::api::published {

/// Adds the routes of lists. `random` must outlive the routes.
void add_mailing_lists(ResourceRoutes& routes, Random& random);

}  // namespace usher::api::published
