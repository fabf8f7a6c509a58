/// Recipients, one at a time, and pages of them (the contract's C.6).
#pragma once

#include "api/caller.hpp"
#include "api/published/resources.hpp"
#include "service/mailing/recipient.hpp"

namespace usher::api::console {

/// `proxies` must outlive the routes.
void add_recipients(Resources& resources, const TrustedProxies& proxies);

/// The query of single adds and imports: how recipients come in.
struct HowToAdd {
  domain::EnrolMode mode = domain::EnrolMode::leave;
  bool confirm = false;
  bool ignore_mobile = false;
  bool clear_fields = false;
  bool leave_groups = false;
};
Result<HowToAdd> read_how(const http::Request& request);

/// The list or the group that the path names.
Result<service::recipient::Target> list_target(const http::Request& request);
Result<service::recipient::Target> group_target(const http::Request& request);

}  // namespace usher::api::console
