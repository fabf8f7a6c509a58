/// The page behind the link in a confirmation email. Opening it changes nothing, because mail
/// scanners open links; its button confirms the address.
#pragma once

#include "http/router.hpp"
#include "service/provisioning/activation.hpp"
#include "store/store.hpp"

namespace usher::api::pages {

class ConfirmRoutes {
 public:
  /// References must outlive the routes.
  ConfirmRoutes(store::Store& store, const service::ActivationTools& tools)
      : store_(store), tools_(tools) {}

  http::Task<http::Response> show(const http::Request& request);
  http::Task<http::Response> confirm(const http::Request& request);

 private:
  store::Store& store_;
  const service::ActivationTools& tools_;
};

}  // namespace usher::api::pages
