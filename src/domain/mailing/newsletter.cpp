#include "domain/mailing/newsletter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/mailing/footer.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/html_text.hpp"
#include "domain/mailing/merge_html.hpp"
#include "domain/mailing/merge_piece.hpp"

namespace usher::domain {
namespace {

using Encoding = MergePiece::Encoding;
using Kind = MergePiece::Kind;

// Placeholders on their way through the conversion to plain text. Literal text has no such
// characters.
constexpr char kMarkBegin = '\x01';
constexpr char kMarkEnd = '\x02';

void insert(MergeText& into, std::size_t at, const MergeText& pieces) {
  into.insert(into.begin() + static_cast<std::ptrdiff_t>(at), pieces.begin(), pieces.end());
}

MergeText footer_html(std::string_view list_name, Language language) {
  const Footer& footer = footer_in(language);
  const std::string reason =
      std::string(footer.before_list).append(list_name).append(footer.after_list);
  MergeText out;
  append_text(out, fmt::format("<p style=\"font-size:12px;color:#595959\">{} <a href=\"",
                               escape_html(reason)));
  out.push_back({Kind::unsubscribe, Encoding::html});
  append_text(out, fmt::format("\">{}</a></p>\n", footer.unsubscribe));
  return out;
}

/// Returns the text that mail programs show in lists, hidden in the mail itself.
MergeText pre_header_html(const std::string& pre_header) {
  MergeText out;
  if (pre_header.empty()) return out;
  append_text(out, "<div style=\"display:none;max-height:0;overflow:hidden\">");
  append_with_placeholders(out, escape_html(pre_header), Encoding::html);
  append_text(out, "</div>\n");
  return out;
}

MergeText pixel_html() {
  MergeText out;
  append_text(out, "<img src=\"");
  out.push_back({Kind::pixel, Encoding::html});
  append_text(out, "\" width=\"1\" height=\"1\" alt=\"\">\n");
  return out;
}

std::string with_marks(const MergeText& html) {
  std::string out;
  for (const MergePiece& piece : html) {
    if (piece.kind == Kind::text) {
      std::copy_if(piece.text.begin(), piece.text.end(), std::back_inserter(out),
                   [](char c) { return c != kMarkBegin && c != kMarkEnd; });
    } else {
      const bool url = piece.encoding == Encoding::percent;
      out += fmt::format("{}{}{}{}{}", kMarkBegin, static_cast<int>(piece.kind), url ? 'u' : 't',
                         piece.number, kMarkEnd);
    }
  }
  return out;
}

MergePiece marked_piece(std::string_view mark) {
  MergePiece out;
  out.kind = static_cast<Kind>(mark[0] - '0');
  out.encoding = mark[1] == 'u' ? Encoding::percent : Encoding::none;
  out.number = parse_integer<int>(mark.substr(2)).value_or(0);
  return out;
}

/// Converts parsed HTML to plain text with the same placeholders.
MergeText text_of(const MergeText& html) {
  const std::string marked = text_of_html(with_marks(html));
  std::string_view rest = marked;
  MergeText out;
  while (true) {
    const std::size_t begin = std::min(rest.find(kMarkBegin), rest.size());
    append_text(out, rest.substr(0, begin));
    if (begin == rest.size()) return out;
    const std::size_t end = rest.find(kMarkEnd, begin);
    out.push_back(marked_piece(rest.substr(begin + 1, end - begin - 1)));
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

Newsletter compose_newsletter(const Message& message, std::string_view document,
                              std::string_view list_name, Language language) {
  MergeHtml html = parse_merge_html(document, message.tracking);
  Newsletter out;
  out.subject = parse_merge_text(message.subject);
  out.links = std::move(html.links);
  if (!html.has_unsubscribe_link) {
    const MergeText footer = footer_html(list_name, language);
    insert(html.pieces, html.body_end, footer);
    html.body_end += footer.size();
  }
  out.text = text_of(html.pieces);
  if (message.tracking.enabled) insert(html.pieces, html.body_end, pixel_html());
  insert(html.pieces, html.body_begin, pre_header_html(message.pre_header));
  out.html = std::move(html.pieces);
  return out;
}

std::string merge_text_part(const MergeText& text, const MergeValues& values) {
  constexpr std::size_t kMaxLineBreaks = 3;
  std::string out;
  std::size_t breaks = 0;
  bool space = false;
  for (const char c : merge(text, values)) {
    if (c == '\n') {
      ++breaks;
    } else if (c == ' ') {
      space = true;
    } else {
      if (breaks > kMaxLineBreaks) breaks = 2;
      if (!out.empty()) out.append(breaks, '\n');
      if (!out.empty() && breaks == 0 && space) out += ' ';
      out += c;
      breaks = 0;
      space = false;
    }
  }
  return out.empty() ? out : out + '\n';
}

std::string published_document(const Message& message) {
  const MergeText html = parse_merge_html(html_document(message), {}).pieces;
  return merge(html, {"", "", message.fields, message.fields, "#", "", nullptr});
}

Result<void> check_merged_size(const Message& message) {
  const MergeHtml html = parse_merge_html(html_document(message), message.tracking);
  std::size_t size =
      max_merged_size(html.pieces) + max_merged_size(pre_header_html(message.pre_header));
  for (const std::string& link : html.links) size += max_merged_size(parse_merge_url(link));
  if (size <= kMaxMergedSize) return {};
  return Error{Errc::invalid,
               fmt::format("Content: with the longest values of its placeholders the message could "
                           "have {} bytes, {} are allowed. Use fewer placeholders.",
                           size, kMaxMergedSize)};
}

}  // namespace usher::domain
