/// Parses JSON bodies.
#pragma once

#include <string_view>

#include "api/wire/document.hpp"

namespace usher::api::wire {

/// Parses JSON without a byte order mark. If `on_item` is given, it receives the items of a root
/// array, and the returned array is empty.
Result<Node> parse_json(std::string_view body, const OnItem* on_item = nullptr);

}  // namespace usher::api::wire
