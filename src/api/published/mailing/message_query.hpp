/// Result pages of messages (docs/contract/resources.md, C.8).
#pragma once

#include <string>

#include "api/published/resources.hpp"
#include "base/key_ring.hpp"

namespace usher::api::console {

/// `public_url` is the base of published messages' addresses, without a trailing slash.
void add_message_queries(Resources& resources, const std::string& public_url, const Keys& keys);

}  // namespace usher::api::console
