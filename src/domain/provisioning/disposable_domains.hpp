/// Provides the built-in list of disposable mailboxes' domains, which is maintained on npm.
#pragma once

#include <string_view>

namespace usher::domain {

/// Returns whether `domain` (lower-case A-labels) or a parent domain is on the list. Thread-safe.
bool is_disposable(std::string_view domain);

}  // namespace usher::domain
