/// The routes of templates of messages (docs/contract/resources.md, C.8).
#pragma once

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

void add_message_templates(ResourceRoutes& routes);

}  // namespace usher::api::published
