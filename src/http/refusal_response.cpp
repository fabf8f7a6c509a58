#include "http/refusal_response.hpp"

namespace usher::http {
namespace {

constexpr const char* kRetryAfterSeconds = "5";

}  // namespace

Response render_refusal(ServerContext& server, const Router::Match& match, std::string_view accept,
                        const Refusal& refusal) {
  Response response;
  try {
    response = server.render(match.route, accept, refusal.status, refusal.text);
  } catch (const std::exception& error) {
    server.log.error("error response not rendered", {{"detail", error.what()}});
    response = {refusal.status, "text/plain; charset=utf-8", std::string(refusal.text), {}, {}};
  }
  if (refusal.status == 405) response.headers.emplace_back("Allow", match.allow);
  if (refusal.retry_later) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

}  // namespace usher::http
