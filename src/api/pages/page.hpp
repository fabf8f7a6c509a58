/// The frame that every server-rendered page has. Works without JavaScript.
#pragma once

#include <string>
#include <string_view>

#include "domain/language.hpp"
#include "http/message.hpp"

namespace usher::api::pages {

/// Everything is escaped on its way into the page.
struct Page {
  domain::Language language = domain::Language::en;
  std::string brand;
  std::string title;
  std::string text;
  /// Posts to the page's own address, which is not repeated in the page: it may be a secret. Empty:
  /// the page has no form.
  std::string button;
};

/// With the headers that keep a page from being framed, cached or leaking its address.
http::Response page_reply(int status, const Page& page);

http::Response style_reply();

/// The first of the languages that Accept-Language (RFC 9110, 12.5.4) names and we speak; English
/// when there is none.
domain::Language page_language(std::string_view accept_language);

}  // namespace usher::api::pages
