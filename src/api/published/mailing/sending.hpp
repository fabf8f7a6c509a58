/// Routes of sendings: sending a message, its history, the queue (the contract's C.8 and C.9).
#pragma once

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

/// `limited`: stopping and deleting is counted, as other calls are.
void add_sendings(ResourceRoutes& routes, bool limited);

}  // namespace usher::api::published
