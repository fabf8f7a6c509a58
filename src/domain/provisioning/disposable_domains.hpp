/// Domains that give out throw-away mailboxes: a kept list from npm, built in.
#pragma once

#include <string_view>

namespace usher::domain {

/// True when `domain` (lower-case A-labels) or a domain above it is on the list. Thread-safe.
bool is_disposable(std::string_view domain);

}  // namespace usher::domain
