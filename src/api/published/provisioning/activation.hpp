/// TrialActivation and TrialActivationStatus: the contract's part A.
#pragma once

#include <vector>

#include "api/caller.hpp"
#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/activation.hpp"

namespace usher::api::public_ {

class ActivationRoutes {
 public:
  /// References must outlive the routes.
  ActivationRoutes(service::Endpoint<service::activation::Submit>& submit,
                   service::Endpoint<service::activation::Status>& status,
                   const TrustedProxies& proxies, bool allow_private_ips, const Clock& clock)
      : submit_(submit),
        status_(status),
        proxies_(proxies),
        allow_private_ips_(allow_private_ips),
        clock_(clock) {}

  http::Task<http::Response> submit(const http::Request& request);
  http::Task<http::Response> status(const http::Request& request);

 private:
  service::Endpoint<service::activation::Submit>& submit_;
  service::Endpoint<service::activation::Status>& status_;
  const TrustedProxies& proxies_;
  const bool allow_private_ips_;
  const Clock& clock_;
};

}  // namespace usher::api::public_
