/// Reads and writes the parts of HTML that mails need: escaping, character references, tags, and
/// conversion to plain text. Pure; all functions accept any input.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// Escapes text for use between tags and in quoted attributes.
std::string escape_html(std::string_view text);
/// Replaces character references (`&amp;`, `&#38;`, `&#x26;`). Supports XML's five names and
/// `nbsp`; other names are not changed.
std::string unescape_html(std::string_view text);

/// A start tag, an end tag or a comment.
struct HtmlTag {
  std::string_view name;  ///< the name as written; empty if the text is no tag
  bool closing = false;
  std::size_t end = 0;  ///< the position after the '>'
};
/// Reads a tag. A comment is a tag with the name "!--" that ends after its "-->". REQUIRES:
/// html[at] == '<'.
HtmlTag html_tag_at(std::string_view html, std::size_t at);

/// Finds the first tag at or after `at` and moves `at` to its '<'. Returns false if there is none.
/// The caller continues the search at `tag.end`.
bool next_html_tag(std::string_view html, std::size_t& at, HtmlTag& tag);

/// An attribute of a tag.
struct HtmlAttribute {
  std::string_view name;
  std::size_t value_begin = 0;  ///< the position after an opening quote
  std::size_t value_end = 0;    ///< the end of the value; equal to value_begin if there is none
};
/// Finds the first attribute between `at` and `end` and moves `at` after it. Returns false if there
/// is none.
bool next_html_attribute(std::string_view html, std::size_t end, std::size_t& at,
                         HtmlAttribute& attribute);

/// Returns the HTML as plain text: paragraphs are separated by empty lines, addresses of links
/// follow their texts, and lines are not wrapped.
std::string text_of_html(std::string_view html);

}  // namespace usher::domain
