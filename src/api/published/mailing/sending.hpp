/// The routes of sendings: sending a message, the history, the queue (docs/contract/resources.md,
/// C.8 and C.9).
#pragma once

#include "api/published/resource_routes.hpp"
#include "service/mailing/sending.hpp"

namespace usher::api::published {

void add_sendings(ResourceRoutes& routes, const service::SendingThrottle& throttle);

}  // namespace usher::api::published
