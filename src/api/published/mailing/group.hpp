/// Groups of recipients (the contract's C.5).
#pragma once

#include "api/published/resources.hpp"
#include "api/published/result_page.hpp"
#include "domain/mailing/group.hpp"

namespace usher::api::console {

void add_groups(Resources& resources);

/// A page of groups; also what a recipient's groups are answered with.
http::Response write_groups(http::Format format, const domain::ResultPage<domain::Group>& found);

}  // namespace usher::api::console
