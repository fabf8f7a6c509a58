#include "api/error_page.hpp"

#include "api/pages/layout.hpp"
#include "api/reply.hpp"

namespace usher::api {

http::Response render_error(const http::Route* route, std::string_view accept, int status,
                            std::string_view text) {
  const bool page = route != nullptr ? route->name.starts_with("page.")
                                     : accept.find("text/html") != std::string_view::npos;
  if (page) {
    pages::Page content;
    content.brand = "Usher";
    content.title = std::string(http::reason_of(status));
    content.text = std::string(text);
    return pages::page_response(status, content);
  }
  return error_response(http::response_format(accept), status, text);
}

}  // namespace usher::api
