/// Domains of disposable mailboxes: a maintained list from npm, built in.
#pragma once

#include <string_view>

namespace usher::domain {

/// Returns whether `domain` (lower-case A-labels) or a parent domain is on the list. Thread-safe.
bool is_disposable(std::string_view domain);

}  // namespace usher::domain
