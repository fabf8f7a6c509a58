/// Countries and time zones to choose from (the contract's C.4).
#pragma once

#include "api/published/resources.hpp"

namespace usher::api::console {

void add_places(Resources& resources);

}  // namespace usher::api::console
