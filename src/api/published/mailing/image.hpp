/// The routes of images in messages (docs/contract/resources.md, C.10).
#pragma once

#include <string>

#include "api/published/resource_routes.hpp"
#include "base/random.hpp"

namespace usher::api::published {

/// `public_url` is the base of the images' addresses, without a trailing slash.
void add_images(ResourceRoutes& routes, const std::string& public_url, Random& random);

}  // namespace usher::api::published
