/// The routes that describe the account of a bearer token (docs/contract/resources.md, C.3).
#pragma once

#include <string>

#include "api/published/resource_routes.hpp"

namespace usher::api::published {

void add_account_info(ResourceRoutes& routes, const std::string& public_url);

}  // namespace usher::api::published
