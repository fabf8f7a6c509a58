/// Routes of sendings: sending a message, its history, the queue (the contract's C.8 and C.9).
#pragma once

#include "api/published/resources.hpp"

namespace usher::api::console {

/// `limited`: stopping and deleting is counted, as other calls are.
void add_sendings(Resources& resources, bool limited);

}  // namespace usher::api::console
