/// The pages behind a mail's subscription links. A GET changes nothing, because mail scanners open
/// links; the page's button sends a POST. Mail programs that unsubscribe with one click (RFC 8058)
/// send the same POST.
#pragma once

#include <optional>

#include "http/router.hpp"
#include "service/mailing/subscription_link.hpp"
#include "service/operation.hpp"

namespace usher::api::pages {

class SubscriptionLinkRoutes {
 public:
  /// References must outlive the routes.
  SubscriptionLinkRoutes(store::Store& store, const service::MailTokenTools& tools)
      : store_(store), tools_(tools) {}

  http::Task<http::Response> show_unsubscribe(const http::Request& request);
  http::Task<http::Response> unsubscribe(const http::Request& request);
  http::Task<http::Response> show_confirm(const http::Request& request);
  http::Task<http::Response> confirm(const http::Request& request);

 private:
  std::optional<domain::MailToken> read_token(const http::Request& request,
                                              domain::MailTokenKind kind) const;

  store::Store& store_;
  const service::MailTokenTools tools_;
};

}  // namespace usher::api::pages
