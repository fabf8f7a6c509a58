/// The routes of the groups of lists (docs/contract/resources.md, C.5).
#pragma once

#include "api/published/resource_routes.hpp"
#include "api/published/result_page.hpp"
#include "domain/mailing/group.hpp"

namespace usher::api::published {

void add_groups(ResourceRoutes& routes);

/// Writes a page of a list's or a recipient's groups.
http::Response write_groups(http::Format format, const domain::ResultPage<domain::Group>& found);

}  // namespace usher::api::published
