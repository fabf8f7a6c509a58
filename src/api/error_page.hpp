/// Errors that http itself answers, in the dialect of the caller.
#pragma once

#include <string_view>

#include "http/router.hpp"

namespace usher::api {

/// Renders an error: a page for browsers, otherwise the four-field object in the format that Accept
/// names. `route` is null where none matched.
http::Response render_error(const http::Route* route, std::string_view accept, int status,
                            std::string_view text);

}  // namespace usher::api
