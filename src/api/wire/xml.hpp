/// Parses XML bodies.
#pragma once

#include <string_view>

#include "api/wire/document.hpp"

namespace usher::api::wire {

/// Parses XML without a byte order mark.
Result<Node> parse_xml(std::string_view body);

}  // namespace usher::api::wire
