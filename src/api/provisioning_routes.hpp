/// The route table of the provisioning wing.
#pragma once

#include <vector>

#include "api/operations.hpp"
#include "api/pages/provisioning/confirm.hpp"
#include "api/published/provisioning/activation.hpp"
#include "http/router.hpp"

namespace usher::api {

/// The handlers behind the routes. References must outlive the routes.
struct ProvisioningHandlers {
  public_::ActivationRoutes& activation;
  pages::ConfirmRoutes& confirm;
};

void add_provisioning_routes(std::vector<http::Route>& routes,
                             const ProvisioningHandlers& handlers);
/// Adds /healthz, /readyz and /metrics.
void add_operations_routes(std::vector<http::Route>& routes, OperationsRoutes& operations);

}  // namespace usher::api
