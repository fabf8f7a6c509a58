/// As much HTML as mails need: texts on their way into it, character references, and what a
/// reader without HTML is shown. Pure functions; input may be anything.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// For text between tags and in quoted attributes.
std::string escape_html(std::string_view text);
/// Character references (`&amp;`, `&#38;`, `&#x26;`) become what they stand for; the names of
/// XML's five and of the no-break space are known, others stay as they are.
std::string unescape_html(std::string_view text);
/// For a part of an address: all but unreserved characters as %XX (RFC 3986, 2.3).
std::string percent_encoded(std::string_view text);

/// One tag, found at a '<'.
struct HtmlTag {
  std::string_view name;  ///< as written; empty when it is none
  bool closing = false;
  std::size_t end = 0;  ///< behind its '>'
};
/// REQUIRES: html[at] == '<'. A comment's name is "!--"; it ends behind its "-->".
HtmlTag html_tag_at(std::string_view html, std::size_t at);

/// The first tag at or behind `at`, which moves to its '<'; false when there is none. The next one
/// is looked for from `tag.end` on.
bool next_html_tag(std::string_view html, std::size_t& at, HtmlTag& tag);

/// One attribute of a tag.
struct HtmlAttribute {
  std::string_view name;
  std::size_t value_begin = 0;  ///< of what is between its quotes, if it has any
  std::size_t value_end = 0;    ///< as value_begin: it has no value
};
/// The first attribute at or behind `at` and before `end`; false when there is none. `at` moves
/// behind it.
bool next_html_attribute(std::string_view html, std::size_t end, std::size_t& at,
                         HtmlAttribute& attribute);

/// What the HTML says, as plain text: paragraphs apart, links behind their words, no line breaks
/// but where it has them.
std::string text_of_html(std::string_view html);

}  // namespace usher::domain
