/// Character references of HTML. Pure functions that accept any input.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// Replaces character references (`&amp;`, `&#38;`, `&#x26;`) as HTML defines it: all of its names,
/// old names also without ';', and the numbers 128 to 159 as windows-1252. Unknown names are not
/// changed. Control characters become U+FFFD.
std::string unescape_html(std::string_view text);
/// Like unescape_html(), for the value of an attribute: `&copy=2` is not changed.
std::string unescape_html_attribute(std::string_view value);

}  // namespace usher::domain
