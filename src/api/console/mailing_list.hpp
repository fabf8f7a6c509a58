/// The account's lists (the contract's C.4).
#pragma once

#include "api/console/resources.hpp"

namespace usher::api::console {

void add_mailing_lists(Resources& resources);

}  // namespace usher::api::console
