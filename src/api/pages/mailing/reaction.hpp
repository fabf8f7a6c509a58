/// The pages behind a mail's links. Opening one changes nothing, its button does: mail scanners
/// open links, only people press buttons. Mail programs that unsubscribe with one click (RFC 8058)
/// press it too.
#pragma once

#include "base/key_ring.hpp"
#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/mailing/reaction.hpp"

namespace usher::api::pages {

class ReactionRoutes {
 public:
  struct Services {
    service::Endpoint<service::reaction::Look>& look;
    service::Endpoint<service::reaction::Leave>& leave;
    service::Endpoint<service::reaction::Confirm>& confirm;
  };
  /// References must outlive the routes.
  ReactionRoutes(const Services& services, const Keys& keys) : services_(services), keys_(keys) {}

  http::Task<http::Response> show_unsubscribe(const http::Request& request);
  http::Task<http::Response> unsubscribe(const http::Request& request);
  http::Task<http::Response> show_subscribe(const http::Request& request);
  http::Task<http::Response> subscribe(const http::Request& request);

 private:
  std::optional<domain::MailToken> token(const http::Request& request,
                                         domain::MailTokenKind kind) const;

  const Services services_;
  const Keys& keys_;
};

}  // namespace usher::api::pages
