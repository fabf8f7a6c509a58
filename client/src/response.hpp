/// From answers to values and errors. Pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "usher/client/error.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {

/// "POST https://host/path", without the query: how texts name a call.
std::string named(const HttpRequest& request);

/// What a server says, fit for one line of a log: control characters as spaces, at most 300 bytes.
std::string one_line(std::string_view text);

/// The JSON of an answer, null when it has no body. Throws ServiceError for every status but 2xx.
boost::json::value service_answer(const HttpRequest& request, const HttpResponse& answer);

/// The same with the authorization server's errors: OAuthError where the answer is one.
boost::json::value oauth_answer(const HttpRequest& request, const HttpResponse& answer);

/// A member's text; empty when it is null, missing or something else.
std::string text_of(const boost::json::value& value, std::string_view member);

}  // namespace usher::client
