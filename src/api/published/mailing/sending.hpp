/// Sendings: sending a message, its history, the queue (docs/contract/resources.md, C.8 and C.9).
#pragma once

#include "api/published/resources.hpp"
#include "service/mailing/sending.hpp"

namespace usher::api::console {

void add_sendings(Resources& resources, const service::SendingThrottle& throttle);

}  // namespace usher::api::console
