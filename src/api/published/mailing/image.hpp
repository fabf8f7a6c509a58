/// Images that messages show (docs/contract/resources.md, C.10).
#pragma once

#include <string>

#include "api/published/resources.hpp"
#include "base/random.hpp"

namespace usher::api::console {

/// `public_url` is the base of the images' addresses, without a trailing slash.
void add_images(Resources& resources, const std::string& public_url, Random& random);

}  // namespace usher::api::console
