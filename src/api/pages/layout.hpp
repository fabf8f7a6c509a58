/// The layout of all server-rendered pages, which work without JavaScript.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "domain/language.hpp"
#include "http/form.hpp"
#include "http/message.hpp"

namespace usher::api::pages {

/// The part of a page around its content.
struct Layout {
  domain::Language language = domain::Language::en;
  std::string brand;
  std::string title;
  /// Further targets of the page's form, as sources of a Content-Security-Policy.
  std::string form_targets{};
};

/// Sets a value of a template. Omits the value's section if the text is empty.
void set_optional(kainjow::mustache::data& values, const std::string& name, std::string_view text);

/// Renders a page from a template and values, which are escaped. The response's headers prevent
/// framing, caching and the disclosure of the page's address in Referer.
http::Response layout_response(int status, const Layout& layout, std::string_view content_template,
                               kainjow::mustache::data& values);

/// A page with one message. All texts are escaped.
struct Page {
  domain::Language language = domain::Language::en;
  std::string brand;
  std::string title;
  std::string text;
  std::string detail{};  ///< English text for developers; may be empty
  /// The label of a button that sends a POST to the page's own address. No button is shown if the
  /// label is empty. The HTML does not contain the address, which may be a secret.
  std::string button{};
  std::string link{};  ///< may be empty
  std::string link_text{};
};

http::Response page_response(int status, const Page& page);

/// Replaces placeholders by their values. Values are not searched for placeholders.
std::string fill_placeholders(
    std::string_view text,
    std::initializer_list<std::pair<std::string_view, std::string_view>> values);

http::Response style_response();

/// Returns the first supported language of Accept-Language (RFC 9110, 12.5.4).
domain::Language page_language(std::string_view accept_language,
                               domain::Language fallback = domain::Language::en);

/// Returns a field of a form, truncated to `max_bytes`; empty if it is missing or not UTF-8.
std::string form_field(const http::Form& form, std::string_view name, std::size_t max_bytes = 1000);

/// Redirects to a page that can be reloaded after a form was sent (RFC 9110, 15.4.4).
http::Response see_other(std::string address);

}  // namespace usher::api::pages
