#include "api/provisioning_routes.hpp"

#include "api/bound.hpp"

namespace usher::api {

using http::Method;

namespace {

const std::string kPublicService = "/API/v1.1/Rest/PublicService.svc/Console/";

}  // namespace

void add_provisioning_routes(std::vector<http::Route>& routes,
                             const ProvisioningHandlers& handlers) {
  const std::vector<http::Route> table = {
      {Method::get, "/account/confirm/{token}", "page.confirm",
       bound(handlers.confirm, &pages::ConfirmRoutes::show)},
      {Method::post, "/account/confirm/{token}", "page.confirm",
       bound(handlers.confirm, &pages::ConfirmRoutes::confirm)},
      {Method::post, kPublicService + "TrialActivation", "TrialActivation",
       bound(handlers.activation, &public_::ActivationRoutes::submit)},
      {Method::post, kPublicService + "TrialActivationStatus", "TrialActivationStatus",
       bound(handlers.activation, &public_::ActivationRoutes::status)},
  };
  routes.insert(routes.end(), table.begin(), table.end());
}

void add_operations_routes(std::vector<http::Route>& routes, OperationsRoutes& operations) {
  const std::vector<http::Route> table = {
      {Method::get, "/healthz", "healthz", bound(operations, &OperationsRoutes::health)},
      {Method::get, "/readyz", "readyz", bound(operations, &OperationsRoutes::ready)},
      {Method::get, "/metrics", "metrics", bound(operations, &OperationsRoutes::metrics)},
  };
  routes.insert(routes.end(), table.begin(), table.end());
}

}  // namespace usher::api
