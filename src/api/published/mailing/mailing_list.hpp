/// The account's lists (the contract's C.4): the old family and the new one.
#pragma once

#include "api/published/resources.hpp"

namespace usher::api::console {

/// `random` must outlive the routes.
void add_mailing_lists(Resources& resources, Random& random);

}  // namespace usher::api::console
