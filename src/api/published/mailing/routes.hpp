/// Every route of the account's resources: the contract's C and D.
#pragma once

#include <string>
#include <vector>

#include "api/published/resources.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"

namespace usher::api::console {

/// What the resources are made of. References must outlive the routes.
struct ResourceParts {
  store::Store& store;
  service::RateLimit& rate;
  Pool& readers;  ///< threads for large bodies
  const TrustedProxies& proxies;
  std::string public_url;  ///< without a slash at its end
  const Keys& keys;
  Random& random;
};

std::vector<http::Route> routes(const ResourceParts& parts);

}  // namespace usher::api::console
