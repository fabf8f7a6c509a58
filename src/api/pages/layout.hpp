/// The frame that every server-rendered page has. Works without JavaScript.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "domain/language.hpp"
#include "http/form.hpp"
#include "http/message.hpp"

namespace usher::api::pages {

/// What every page has around its content.
struct Frame {
  domain::Language language = domain::Language::en;
  std::string brand;
  std::string title;
  /// Where else its form may lead than to ourselves: sources of a Content-Security-Policy.
  std::string form_leads_to{};
};

/// A section of a template that is left out when there is nothing to say in it.
void set_or_leave_out(kainjow::mustache::data& values, const std::string& name,
                      std::string_view text);

/// A page whose content is one of the templates, filled with values, which are escaped on their way
/// in. With the headers that keep it from being framed, cached or leaking its address.
http::Response framed_reply(int status, const Frame& frame, std::string_view content_template,
                            kainjow::mustache::data& values);

/// A page that says one thing. Everything is escaped on its way into it.
struct Page {
  domain::Language language = domain::Language::en;
  std::string brand;
  std::string title;
  std::string text;
  std::string detail{};  ///< for developers, in English; empty: none
  /// Posts to the page's own address, which is not repeated in the page: it may be a secret. Empty:
  /// the page has no form.
  std::string button{};
  std::string link{};  ///< where to go on; empty: nowhere
  std::string link_text{};
};

http::Response page_reply(int status, const Page& page);

/// `text` with each place that is named replaced by its value; what a value contains is no place.
std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> places);

http::Response style_reply();

/// The first of the languages that Accept-Language (RFC 9110, 12.5.4) names and we speak;
/// `otherwise` when there is none.
domain::Language page_language(std::string_view accept_language,
                               domain::Language otherwise = domain::Language::en);

/// A field of a form, at most so many bytes of it; empty when it is not there, or no text.
std::string typed(const http::Form& form, std::string_view name, std::size_t most = 1000);

/// After a form has done its work: on to a page that can be loaded again (RFC 9110, 15.4.4).
http::Response see_other(std::string address);

}  // namespace usher::api::pages
