/// Error responses that are sent without a handler. Internal to http.
#pragma once

#include <string_view>

#include "http/loop_context.hpp"
#include "http/parser.hpp"

namespace usher::http {

/// Returns the response to a refused request, as plain text if the server's renderer fails.
/// `accept` is the request's Accept header.
Response render_refusal(ServerContext& server, const Router::Match& match, std::string_view accept,
                        const Refusal& refusal);

}  // namespace usher::http
