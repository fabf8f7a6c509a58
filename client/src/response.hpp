/// Converts responses to values and errors. Pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "usher/client/error.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {

/// Returns "POST https://host/path", without the query, for error texts.
std::string describe(const HttpRequest& request);

/// Returns the text for one line of a log: control characters become spaces; at most 300 bytes.
std::string one_line(std::string_view text);

/// Returns the response's JSON, null if it has no body. Throws ServiceError for every status but
/// 2xx.
boost::json::value parse_service_response(const HttpRequest& request, const HttpResponse& response);

/// Returns the JSON of the authorization server's response, null if it has no body. Throws
/// OAuthError for permanent OAuth errors, and ServiceError for every other status but 2xx.
boost::json::value parse_oauth_response(const HttpRequest& request, const HttpResponse& response);

/// Returns a string member; empty if it is missing or not a string.
std::string string_member(const boost::json::value& value, std::string_view member);

}  // namespace usher::client
