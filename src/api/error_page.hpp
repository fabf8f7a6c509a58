/// Responses to errors that the HTTP server reports without a handler.
#pragma once

#include <string_view>

#include "http/router.hpp"

namespace usher::api {

/// Renders an error as a page for browsers, otherwise as the four-field object in the accepted
/// format. `route` is null if no route matched.
http::Response render_error(const http::Route* route, std::string_view accept, int status,
                            std::string_view text);

}  // namespace usher::api
