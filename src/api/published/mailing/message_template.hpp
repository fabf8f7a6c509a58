/// Templates of messages (docs/contract/resources.md, C.8).
#pragma once

#include "api/published/resources.hpp"

namespace usher::api::console {

void add_message_templates(Resources& resources);

}  // namespace usher::api::console
