/// The route table of the account's resources (docs/contract/resources.md).
#pragma once

#include <string>
#include <vector>

#include "api/caller.hpp"
#include "api/published/resource_routes.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"

namespace usher::api::published {

/// References must outlive the routes.
struct ResourceTools {
  store::Store& store;
  service::RateLimit& rate;
  Pool& readers;  ///< threads for large bodies
  const TrustedProxies& proxies;
  std::string public_url;  ///< without a trailing slash
  const Keys& keys;
  Random& random;
};

std::vector<http::Route> resource_routes(const ResourceTools& tools);

}  // namespace usher::api::published
