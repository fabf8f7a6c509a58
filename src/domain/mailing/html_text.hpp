/// Conversion of HTML to plain text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// Returns the HTML as plain text: paragraphs are separated by empty lines, addresses of links
/// follow their texts, and lines are not wrapped.
std::string text_of_html(std::string_view html);

}  // namespace usher::domain
