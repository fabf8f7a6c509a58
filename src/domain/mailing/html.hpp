/// The parts of HTML that mails need: escaping, tags and attributes. Pure functions that accept any
/// input.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// Escapes text for use between tags and in quoted attributes.
std::string escape_html(std::string_view text);
/// Returns whether HTML counts `c` as white space.
constexpr bool is_html_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// A start tag, an end tag or a comment.
struct HtmlTag {
  std::string_view name;  ///< the name as written; empty if the text is no tag
  bool closing = false;
  std::size_t attributes = 0;  ///< where to begin with next_html_attribute()
  std::size_t end = 0;         ///< after its '>'
};
/// Reads a tag. A comment is a tag with the name "!--" that ends after its "-->". REQUIRES:
/// html[at] == '<'.
HtmlTag html_tag_at(std::string_view html, std::size_t at);

/// Finds the first tag at or after `at` and moves `at` to its '<'. Returns false if there is none.
/// The caller continues the search at `tag.end`.
bool next_html_tag(std::string_view html, std::size_t& at, HtmlTag& tag);

/// Returns the position of the closing tag of an element that contains text only, such as `style`;
/// the end of the HTML if it is not closed. `at` is a position inside the element.
std::size_t html_content_end(std::string_view html, std::size_t at, std::string_view name);

/// An attribute of a tag.
struct HtmlAttribute {
  std::string_view name;
  std::size_t value_begin = 0;  ///< the position after an opening quote
  std::size_t value_end = 0;    ///< the end of the value; equal to value_begin if there is none
};
/// Finds the first attribute between `at`, a position inside a tag, and `end`, and moves `at` after
/// it. Returns false at the tag's '>' or at `end`. The only reader of attributes: it also decides
/// where a tag ends.
bool next_html_attribute(std::string_view html, std::size_t end, std::size_t& at,
                         HtmlAttribute& attribute);

}  // namespace usher::domain
