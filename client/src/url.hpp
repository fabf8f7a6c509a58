/// Addresses and forms as text. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::client {

/// Everything but RFC 3986's unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

/// "a=1&b=x%20y": for a query string as well as for a form.
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

/// The value of a parameter, decoded; empty when it is not there.
std::string parameter(std::string_view query, std::string_view name);

/// The base URL without slashes at its end. Throws std::invalid_argument when it is no http or
/// https address, or has a user, a query or a fragment.
std::string checked_base(const std::string& url);

/// Throws std::invalid_argument when the path has anything that an address can't have or that would
/// end it: it comes from the calling program, maybe with an id of somebody else's in it.
void check_path(std::string_view path);

}  // namespace usher::client
