/// The routes of single recipients and of result pages of recipients (docs/contract/resources.md,
/// C.6).
#pragma once

#include "api/caller.hpp"
#include "api/published/resource_routes.hpp"
#include "service/mailing/recipient.hpp"

namespace usher::api::published {

/// Adds the routes of recipients. `proxies` must outlive the routes.
void add_recipients(ResourceRoutes& routes, const TrustedProxies& proxies);

/// The query parameters of single adds and imports.
struct AddOptions {
  domain::EnrolMode mode = domain::EnrolMode::leave;
  bool confirm = false;
  bool ignore_mobile = false;
  bool clear_fields = false;
  bool leave_groups = false;
};
Result<AddOptions> read_add_options(const http::Request& request);

/// Reads the list or the group in the path.
Result<service::RecipientTarget> read_list_target(const http::Request& request);
Result<service::RecipientTarget> read_group_target(const http::Request& request);

}  // namespace usher::api::published
