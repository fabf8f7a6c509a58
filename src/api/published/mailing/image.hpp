/// Images that messages show (the contract's C.10).
#pragma once

#include <string>

#include "api/published/resource_routes.hpp"
#include "base/random.hpp"

namespace usher::api::published {

/// `public_url` is where they are served, without a slash at its end.
void add_images(ResourceRoutes& routes, const std::string& public_url, Random& random);

}  // namespace usher::api::published
