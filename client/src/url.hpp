/// Encodes, decodes and checks URLs and forms. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::client {

/// Returns the text with every character as %XX except the unreserved ones (RFC 3986, 2.3).
std::string percent_encode(std::string_view text);

/// Returns "a=1&b=x%20y", for a query string or a form.
std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields);

/// Returns the decoded value of a parameter; empty if the parameter is missing.
std::string query_parameter(std::string_view query, std::string_view name);

/// Returns the base URL without trailing slashes. Throws std::invalid_argument if `url` is not an
/// http or https URL, or has a user, a query or a fragment.
std::string validated_base_url(const std::string& url);

/// Throws std::invalid_argument if the path contains characters that are invalid in a path or end
/// the path: the calling program may have inserted untrusted ids.
void check_path(std::string_view path);

}  // namespace usher::client
