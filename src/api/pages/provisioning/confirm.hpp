/// The page behind the link in a confirmation mail: opening it changes nothing, its button does.
/// Mail scanners open links; only people press buttons.
#pragma once

#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/activation.hpp"

namespace usher::api::pages {

class ConfirmRoutes {
 public:
  ConfirmRoutes(service::Endpoint<service::activation::ConfirmPage>& look,
                service::Endpoint<service::activation::Confirm>& confirm)
      : look_(look), confirm_(confirm) {}

  http::Task<http::Response> show(const http::Request& request);
  http::Task<http::Response> press(const http::Request& request);

 private:
  service::Endpoint<service::activation::ConfirmPage>& look_;
  service::Endpoint<service::activation::Confirm>& confirm_;
};

}  // namespace usher::api::pages
