/// The routes of result pages of messages (docs/contract/resources.md, C.8).
#pragma once

#include <string>

#include "api/published/resource_routes.hpp"
#include "base/key_ring.hpp"

namespace usher::api::published {

/// Adds the routes of result pages of messages. `public_url` is the base of published messages'
/// addresses, without a trailing slash.
void add_message_queries(ResourceRoutes& routes, const std::string& public_url, const Keys& keys);

}  // namespace usher::api::published
