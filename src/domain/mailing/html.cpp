#include "domain/mailing/html.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxReference = 12;
constexpr std::size_t kMaxShownUrl = 2'000;

bool is_html_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_ascii_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// Appends the character of the reference between '&' and ';'. Returns false if the reference is
/// unknown.
bool append_reference(std::string& out, std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00a0"}}};
  for (const auto& [known, character] : kNames) {
    if (known != name) continue;
    out += character;
    return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  const auto number = parse_integer<std::uint32_t>(name.substr(hex ? 1 : 0), hex ? 16 : 10);
  const bool surrogate = number && *number >= 0xD800 && *number <= 0xDFFF;
  if (!number || *number == 0 || *number > 0x10FFFF || surrogate) return false;
  append_utf8(out, *number);
  return true;
}

/// A writer that joins words and line breaks. White space between words becomes one space, and
/// white space at line breaks is removed.
class TextWriter {
 public:
  void text(std::string_view text) {
    while (!text.empty()) {
      const auto word_end = std::find_if(text.begin(), text.end(), is_html_space);
      const auto length = static_cast<std::size_t>(word_end - text.begin());
      if (length > 0) {
        flush();
        out_.append(text, 0, length);
      }
      if (length == text.size()) return;
      space_ = true;
      text.remove_prefix(length + 1);
    }
  }
  /// Inserts at least `count` line breaks before the next text.
  void break_lines(int count) { breaks_ = std::max(breaks_, count); }
  std::string finish() {
    if (!out_.empty()) out_ += '\n';
    return std::move(out_);
  }
  std::size_t size() const { return out_.size(); }
  std::string_view since(std::size_t begin) const { return std::string_view(out_).substr(begin); }

 private:
  void flush() {
    if (out_.empty()) {
      // The first word has no white space before it.
    } else if (breaks_ > 0) {
      out_.append(static_cast<std::size_t>(breaks_), '\n');
    } else if (space_) {
      out_ += ' ';
    }
    breaks_ = 0;
    space_ = false;
  }

  std::string out_;
  int breaks_ = 0;
  bool space_ = false;
};

/// The meaning of an element for plain text.
enum class Element { other, hidden, line, item, block, cell, link, image };

Element element_of(std::string_view name) {
  using enum Element;
  static constexpr std::pair<std::string_view, Element> kElements[] = {
      {"p", block},       {"a", link},          {"br", line},       {"li", item},
      {"tr", line},       {"td", cell},         {"th", cell},       {"ul", block},
      {"ol", block},      {"hr", block},        {"h1", block},      {"h2", block},
      {"h3", block},      {"h4", block},        {"h5", block},      {"h6", block},
      {"div", block},     {"img", image},       {"head", hidden},   {"table", block},
      {"style", hidden},  {"title", hidden},    {"script", hidden}, {"section", block},
      {"article", block}, {"blockquote", block}};
  for (const auto& [known, element] : kElements) {
    // Sizes are compared first because it is fast and most names differ.
    if (known.size() == name.size() && ascii_iequals(known, name)) return element;
  }
  return other;
}

/// Returns the position after the element's closing tag.
std::size_t end_of_element(std::string_view html, std::size_t at, std::string_view name) {
  for (at = html.find("</", at); at != std::string_view::npos; at = html.find("</", at + 2)) {
    // Only matching names are read as tags, because reading a tag scans to its end.
    const std::size_t end = at + 2 + name.size();
    const bool is_name =
        end >= html.size() || is_html_space(html[end]) || html[end] == '>' || html[end] == '/';
    if (is_name && ascii_iequals(html.substr(at + 2, name.size()), name)) {
      return html_tag_at(html, at).end;
    }
  }
  return html.size();
}

std::string attribute_of(std::string_view html, std::size_t at, std::size_t end,
                         std::string_view name) {
  HtmlAttribute attribute;
  while (next_html_attribute(html, end, at, attribute)) {
    if (!ascii_iequals(attribute.name, name)) continue;
    const std::size_t length = attribute.value_end - attribute.value_begin;
    return unescape_html(html.substr(attribute.value_begin, length));
  }
  return {};
}

class TextOfHtml {
 public:
  explicit TextOfHtml(std::string_view html) : html_(html) {}

  std::string read() {
    while (at_ < html_.size()) {
      const std::size_t open = std::min(html_.find('<', at_), html_.size());
      out_.text(unescape_html(html_.substr(at_, open - at_)));
      at_ = open;
      if (at_ < html_.size()) tag();
    }
    return out_.finish();
  }

 private:
  void tag() {
    const HtmlTag tag = html_tag_at(html_, at_);
    if (tag.name.empty()) {
      out_.text("<");
      ++at_;
      return;
    }
    const std::size_t begin = at_;
    at_ = tag.end;
    switch (element_of(tag.name)) {
      case Element::hidden:
        if (!tag.closing) at_ = end_of_element(html_, at_, tag.name);
        break;
      case Element::line:
        out_.break_lines(1);
        break;
      case Element::item:
        out_.break_lines(1);
        if (!tag.closing) out_.text("- ");
        break;
      case Element::block:
        out_.break_lines(2);
        break;
      case Element::cell:
        out_.text(" ");
        break;
      case Element::link:
        link(tag, begin);
        break;
      case Element::image:
        if (!tag.closing) out_.text(attribute_of(html_, begin, tag.end, "alt"));
        break;
      case Element::other:
        break;
    }
  }

  void link(const HtmlTag& tag, std::size_t begin) {
    if (!tag.closing) {
      address_ = attribute_of(html_, begin, tag.end, "href");
      link_begin_ = out_.size();
      return;
    }
    if (!address_.empty() && !address_.starts_with('#') && address_.size() <= kMaxShownUrl &&
        trim(out_.since(link_begin_)).find(address_) == std::string_view::npos) {
      out_.text(" <" + address_ + ">");
    }
    address_.clear();
  }

  const std::string_view html_;
  std::size_t at_ = 0;
  TextWriter out_;
  std::string address_;
  std::size_t link_begin_ = 0;
};

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

std::string unescape_html(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('&');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    text.remove_prefix(open + 1);
    const std::size_t close = text.substr(0, kMaxReference).find(';');
    if (close != std::string_view::npos && append_reference(out, text.substr(0, close))) {
      text.remove_prefix(close + 1);
    } else {
      out += '&';
    }
  }
}

HtmlTag html_tag_at(std::string_view html, std::size_t at) {
  HtmlTag tag;
  std::size_t i = at + 1;
  if (html.substr(i).starts_with("!--")) {
    const std::size_t close = html.find("-->", i);
    tag.name = html.substr(i, 3);
    tag.end = close == std::string_view::npos ? html.size() : close + 3;
    return tag;
  }
  if (i < html.size() && html[i] == '/') {
    tag.closing = true;
    ++i;
  }
  const std::size_t begin = i;
  if (i >= html.size() || !(is_ascii_alpha(html[i]) || html[i] == '!' || html[i] == '?'))
    return tag;
  while (i < html.size() && !is_html_space(html[i]) && html[i] != '>' && html[i] != '/') ++i;
  tag.name = html.substr(begin, i - begin);
  // A '>' in quotes does not end the tag.
  char quote = 0;
  for (; i < html.size(); ++i) {
    if (quote != 0) {
      if (html[i] == quote) quote = 0;
    } else if (html[i] == '>') {
      break;
    } else if ((html[i] == '"' || html[i] == '\'') && html[i - 1] == '=') {
      quote = html[i];
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

bool next_html_attribute(std::string_view html, std::size_t end, std::size_t& at,
                         HtmlAttribute& attribute) {
  const auto skip = [&] {
    while (at < end && is_html_space(html[at])) ++at;
  };
  if (at < end && html[at] == '<') {
    while (at < end && !is_html_space(html[at])) ++at;
  }
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

std::string text_of_html(std::string_view html) { return TextOfHtml(html).read(); }

}  // namespace usher::domain
