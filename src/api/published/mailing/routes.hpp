/// The route table of the account's resources (docs/contract/resources.md).
#pragma once

#include <string>
#include <vector>

#include "api/caller.hpp"
#include "api/published/resource_routes.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"

namespace usher::api::published {

/// The objects that the routes need. References must outlive the routes.
struct ResourceTools {
  store::Store& store;
  service::RateLimit& rate;
  Pool& readers;  ///< threads that read large bodies
  const TrustedProxies& proxies;
  std::string public_url;  ///< the server's public address, without a trailing slash
  const Keys& keys;
  Random& random;
};

std::vector<http::Route> resource_routes(const ResourceTools& tools);

}  // namespace usher::api::published
