/// Imports of recipients (the contract's C.6 and C.7).
#pragma once

#include "api/caller.hpp"
#include "api/published/resources.hpp"

namespace usher::api::console {

/// `proxies` must outlive the routes.
void add_imports(Resources& resources, const TrustedProxies& proxies);

}  // namespace usher::api::console
