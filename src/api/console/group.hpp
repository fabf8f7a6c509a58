/// Groups of recipients (the contract's C.5).
#pragma once

#include "api/console/page.hpp"
#include "api/console/resources.hpp"
#include "domain/group.hpp"

namespace usher::api::console {

void add_groups(Resources& resources);

/// A page of groups; also what a recipient's groups are answered with.
http::Response write_groups(http::Format format, const domain::Page<domain::Group>& found);

}  // namespace usher::api::console
