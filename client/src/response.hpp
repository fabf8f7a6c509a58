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

/// Returns at most 300 bytes of the text with control characters replaced by spaces, for a line of
/// a log.
std::string one_line(std::string_view text);

/// Returns the response's JSON, or null if the response has no body. Throws ServiceError for
/// statuses other than 2xx.
boost::json::value parse_service_response(const HttpRequest& request, const HttpResponse& response);

/// Returns the JSON of the authorization server's response, or null if the response has no body.
/// Throws OAuthError for permanent OAuth errors, and ServiceError for all other statuses except
/// 2xx.
boost::json::value parse_oauth_response(const HttpRequest& request, const HttpResponse& response);

/// Returns a string member; empty if the member is missing or not a string.
std::string string_member(const boost::json::value& value, std::string_view member);

}  // namespace usher::client
