#include "domain/mailing/html_text.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/html_reference.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxShownUrl = 2'000;

/// Joins words and line breaks: white space between words becomes one space, none remains at
/// breaks.
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
  /// Inserts a line break of its own before the next text.
  void add_line_break() { line_breaks_ = std::min(line_breaks_ + 1, kMaxLineBreaks); }
  std::string finish() {
    if (!out_.empty()) out_ += '\n';
    return std::move(out_);
  }
  std::size_t size() const { return out_.size(); }
  std::string_view since(std::size_t begin) const { return std::string_view(out_).substr(begin); }

 private:
  void flush() {
    if (out_.empty()) {
      // No white space before the first word.
    } else if (breaks_ > 0 || line_breaks_ > 0) {
      out_.append(static_cast<std::size_t>(std::max(breaks_, line_breaks_)), '\n');
    } else if (space_) {
      out_ += ' ';
    }
    breaks_ = 0;
    line_breaks_ = 0;
    space_ = false;
  }

  static constexpr int kMaxLineBreaks = 3;

  std::string out_;
  int breaks_ = 0;       // at least as many
  int line_breaks_ = 0;  // of `br`
  bool space_ = false;
};

/// The meaning of an element for plain text.
enum class Element { other, hidden, line, row, item, block, cell, link, image };

Element element_of(std::string_view name) {
  using enum Element;
  static constexpr std::pair<std::string_view, Element> kElements[] = {
      {"p", block},       {"a", link},          {"br", line},       {"li", item},
      {"tr", row},        {"td", cell},         {"th", cell},       {"ul", block},
      {"ol", block},      {"hr", block},        {"h1", block},      {"h2", block},
      {"h3", block},      {"h4", block},        {"h5", block},      {"h6", block},
      {"div", block},     {"img", image},       {"table", block},   {"template", hidden},
      {"style", hidden},  {"title", hidden},    {"script", hidden}, {"section", block},
      {"article", block}, {"blockquote", block}};
  for (const auto& [known, element] : kElements) {
    // Sizes are compared first because it is fast and most names differ.
    if (known.size() == name.size() && ascii_iequals(known, name)) return element;
  }
  return other;
}

std::string attribute_of(std::string_view html, const HtmlTag& tag, std::string_view name) {
  HtmlAttribute attribute;
  for (std::size_t at = tag.attributes; next_html_attribute(html, tag.end, at, attribute);) {
    if (!ascii_iequals(attribute.name, name)) continue;
    const std::size_t length = attribute.value_end - attribute.value_begin;
    return unescape_html_attribute(html.substr(attribute.value_begin, length));
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
    at_ = tag.end;
    switch (element_of(tag.name)) {
      case Element::hidden:
        if (!tag.closing) skip_element(tag.name);
        break;
      case Element::line:
        out_.add_line_break();
        break;
      case Element::row:
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
        link(tag);
        break;
      case Element::image:
        if (!tag.closing) out_.text(attribute_of(html_, tag, "alt"));
        break;
      case Element::other:
        break;
    }
  }

  void skip_element(std::string_view name) {
    at_ = html_content_end(html_, at_, name);
    if (at_ < html_.size()) at_ = html_tag_at(html_, at_).end;
  }

  void link(const HtmlTag& tag) {
    if (!tag.closing) {
      address_ = attribute_of(html_, tag, "href");
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

std::string text_of_html(std::string_view html) { return TextOfHtml(html).read(); }

}  // namespace usher::domain
