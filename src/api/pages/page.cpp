#include "api/pages/page.hpp"

#include <kainjow/mustache.hpp>
#include <span>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"

namespace usher::api::pages {

std::span<const EmbeddedFile> embedded_pages();

namespace {

std::string_view file(std::string_view path) {
  for (const EmbeddedFile& candidate : embedded_pages()) {
    if (candidate.path == path) return candidate.text;
  }
  CHECK(false);
  return {};
}

}  // namespace

http::Response page_reply(int status, const Page& page) {
  namespace mustache = kainjow::mustache;
  mustache::mustache frame{std::string(file("page.html"))};
  mustache::data values;
  values.set("lang", std::string(domain::tag_of(page.language)));
  values.set("brand", page.brand);
  values.set("title", page.title);
  values.set("text", page.text);
  if (page.button.empty()) {
    values.set("button", mustache::data::type::bool_false);
  } else {
    values.set("button", page.button);
  }
  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = frame.render(values);
  response.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
       "base-uri 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"},
      {"Content-Language", std::string(domain::tag_of(page.language))},
  };
  return response;
}

http::Response style_reply() {
  http::Response response;
  response.content_type = "text/css; charset=utf-8";
  response.body = file("style.css");
  response.headers = {{"Cache-Control", "public, max-age=3600"}};
  return response;
}

domain::Language page_language(std::string_view accept_language) {
  while (!accept_language.empty()) {
    const std::size_t comma = accept_language.find(',');
    const std::string_view range = trim(accept_language.substr(0, comma));
    if (const auto known = domain::language_of(range.substr(0, range.find_first_of("-;")))) {
      return *known;
    }
    if (comma == std::string_view::npos) break;
    accept_language.remove_prefix(comma + 1);
  }
  return domain::Language::en;
}

}  // namespace usher::api::pages
