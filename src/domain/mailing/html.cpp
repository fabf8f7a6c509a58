#include "domain/mailing/html.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace usher::domain {
namespace {

bool is_ascii_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool ends_name(char c) { return is_html_space(c) || c == '>' || c == '/'; }

HtmlTag comment_at(std::string_view html, std::size_t at) {
  const std::size_t begin = at + 1;
  const std::size_t close = html.find("-->", begin);
  const std::size_t other = html.substr(0, close).find("--!>", begin);
  HtmlTag tag;
  tag.name = html.substr(begin, 3);
  tag.end = html.size();
  if (close != std::string_view::npos) tag.end = close + 3;
  if (other != std::string_view::npos) tag.end = other + 4;
  return tag;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      out += c;
    }
  }
  return out;
}

HtmlTag html_tag_at(std::string_view html, std::size_t at) {
  if (html.substr(at + 1).starts_with("!--")) return comment_at(html, at);
  HtmlTag tag;
  std::size_t i = at + 1;
  if (i < html.size() && html[i] == '/') {
    tag.closing = true;
    ++i;
  }
  const std::size_t begin = i;
  const bool declaration = i < html.size() && (html[i] == '!' || html[i] == '?');
  if (i >= html.size() || !(is_ascii_alpha(html[i]) || declaration)) return tag;
  while (i < html.size() && !ends_name(html[i])) ++i;
  tag.name = html.substr(begin, i - begin);
  tag.attributes = i;
  if (declaration) {
    i = std::min(html.find('>', i), html.size());
  } else {
    // A '>' in a quoted value does not end the tag: the reader of attributes finds the end.
    HtmlAttribute attribute;
    while (next_html_attribute(html, html.size(), i, attribute)) {
    }
  }
  tag.end = std::min(i + 1, html.size());
  return tag;
}

bool next_html_tag(std::string_view html, std::size_t& at, HtmlTag& tag) {
  for (at = html.find('<', at); at != std::string_view::npos; at = html.find('<', at + 1)) {
    tag = html_tag_at(html, at);
    if (!tag.name.empty()) return true;
  }
  return false;
}

std::size_t html_content_end(std::string_view html, std::size_t at, std::string_view name) {
  for (at = html.find("</", at); at != std::string_view::npos; at = html.find("</", at + 2)) {
    const std::size_t end = at + 2 + name.size();
    const bool is_name = end >= html.size() || ends_name(html[end]);
    if (is_name && ascii_iequals(html.substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

bool next_html_attribute(std::string_view html, std::size_t end, std::size_t& at,
                         HtmlAttribute& attribute) {
  const auto skip = [&] {
    while (at < end && is_html_space(html[at])) ++at;
  };
  while (at < end && (is_html_space(html[at]) || html[at] == '/')) ++at;
  if (at >= end || html[at] == '>') return false;
  const std::size_t begin = at++;
  while (at < end && !is_html_space(html[at]) && html[at] != '=' && html[at] != '>' &&
         html[at] != '/') {
    ++at;
  }
  attribute = {html.substr(begin, at - begin), at, at};
  skip();
  if (at >= end || html[at] != '=') return true;
  ++at;
  skip();
  const bool quoted = at < end && (html[at] == '"' || html[at] == '\'');
  const char quote = quoted ? html[at++] : '\0';
  attribute.value_begin = at;
  while (at < end && (quoted ? html[at] != quote : !is_html_space(html[at]) && html[at] != '>')) {
    ++at;
  }
  attribute.value_end = at;
  if (quoted && at < end) ++at;
  return true;
}

}  // namespace usher::domain
