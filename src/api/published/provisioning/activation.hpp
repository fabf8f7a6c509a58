/// The calls TrialActivation and TrialActivationStatus (docs/contract/provisioning.md, A).
#pragma once

#include "api/caller.hpp"
#include "base/clock.hpp"
#include "http/router.hpp"
#include "service/operation.hpp"
#include "service/provisioning/activation.hpp"

namespace usher::api::public_ {

class ActivationRoutes {
 public:
  /// References must outlive the routes.
  ActivationRoutes(store::Store& store, const service::ActivationTools& tools,
                   const TrustedProxies& proxies, bool allow_private_ips, const Clock& clock)
      : store_(store),
        tools_(tools),
        proxies_(proxies),
        allow_private_ips_(allow_private_ips),
        clock_(clock) {}

  http::Task<http::Response> submit(const http::Request& request);
  http::Task<http::Response> status(const http::Request& request);

 private:
  store::Store& store_;
  const service::ActivationTools& tools_;
  const TrustedProxies& proxies_;
  const bool allow_private_ips_;
  const Clock& clock_;
};

}  // namespace usher::api::public_
