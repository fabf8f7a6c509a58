#include "api/pages/layout.hpp"

#include <fmt/format.h>

#include <span>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"

namespace usher::api::pages {

namespace mustache = kainjow::mustache;

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

void set_optional(mustache::data& values, const std::string& name, std::string_view text) {
  if (text.empty()) {
    values.set(name, mustache::data::type::bool_false);
  } else {
    values.set(name, std::string(text));
  }
}

http::Response layout_response(int status, const Layout& layout, std::string_view content_template,
                               mustache::data& values) {
  mustache::data outer;
  outer.set("lang", std::string(domain::tag_of(layout.language)));
  outer.set("brand", layout.brand);
  outer.set("title", layout.title);
  outer.set("content", mustache::mustache{std::string(file(content_template))}.render(values));
  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = mustache::mustache{std::string(file("page.html"))}.render(outer);
  response.headers = {
      {"Content-Security-Policy",
       fmt::format("default-src 'none'; style-src 'self'; form-action 'self'{}{}; frame-ancestors "
                   "'none'; base-uri 'none'",
                   layout.form_targets.empty() ? "" : " ", layout.form_targets)},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"},
      {"Content-Language", std::string(domain::tag_of(layout.language))},
  };
  return response;
}

http::Response page_response(int status, const Page& page) {
  mustache::data values;
  values.set("text", page.text);
  set_optional(values, "detail", page.detail);
  set_optional(values, "button", page.button);
  set_optional(values, "link", page.link);
  values.set("link_text", page.link_text);
  return layout_response(status, {page.language, page.brand, page.title}, "message.html", values);
}

std::string fill_placeholders(
    std::string_view text,
    std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    std::string_view value = text.substr(0, 1);
    std::size_t length = 1;
    for (const auto& [name, replacement] : values) {
      if (!text.starts_with(name)) continue;
      value = replacement;
      length = name.size();
    }
    out += value;
    text.remove_prefix(length);
  }
  return out;
}

http::Response style_response() {
  http::Response response;
  response.content_type = "text/css; charset=utf-8";
  response.body = file("style.css");
  response.headers = {{"Cache-Control", "public, max-age=3600"}};
  return response;
}

domain::Language page_language(std::string_view accept_language, domain::Language fallback) {
  while (!accept_language.empty()) {
    const std::size_t comma = accept_language.find(',');
    const std::string_view range = trim(accept_language.substr(0, comma));
    if (const auto known = domain::language_of(range.substr(0, range.find_first_of("-;")))) {
      return *known;
    }
    if (comma == std::string_view::npos) break;
    accept_language.remove_prefix(comma + 1);
  }
  return fallback;
}

std::string form_field(const http::Form& form, std::string_view name, std::size_t max_bytes) {
  std::string value(form.value(name).substr(0, max_bytes));
  if (!is_utf8(value)) value.clear();
  return value;
}

http::Response see_other(std::string address) {
  http::Response response;
  response.status = 303;
  response.headers = {{"Location", std::move(address)},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

}  // namespace usher::api::pages
