/// Parses XML bodies.
#pragma once

#include <string_view>

#include "api/wire/document.hpp"

namespace usher::api::wire {

/// Parses XML without a byte order mark. If `on_item` is given, it receives the root's child
/// elements, and the root is returned without them.
Result<Node> parse_xml(std::string_view body, const OnItem* on_item = nullptr);

}  // namespace usher::api::wire
