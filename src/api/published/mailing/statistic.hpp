/// Routes of statistics (the contract's D).
#pragma once

#include "api/published/resources.hpp"

namespace usher::api::console {

/// REQUIRES: what follows is below the statistics' base.
void add_statistics(Resources& resources);

}  // namespace usher::api::console
