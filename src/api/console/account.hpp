/// The account that a Bearer token opens: who it is, and its lists (the contract's C.3 and C.4).
#pragma once

#include <string>

#include "http/router.hpp"
#include "service/account.hpp"
#include "service/endpoint.hpp"

namespace usher::api::console {

class AccountRoutes {
 public:
  AccountRoutes(service::Endpoint<service::account::Show>& show,
                service::Endpoint<service::account::Lists>& lists, std::string public_url)
      : show_(show), lists_(lists), public_url_(std::move(public_url)) {}

  http::Task<http::Response> info(const http::Request& request);
  http::Task<http::Response> details(const http::Request& request);
  http::Task<http::Response> lists(const http::Request& request);

 private:
  service::Endpoint<service::account::Show>& show_;
  service::Endpoint<service::account::Lists>& lists_;
  const std::string public_url_;
};

}  // namespace usher::api::console
