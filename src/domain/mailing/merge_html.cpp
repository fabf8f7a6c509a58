#include "domain/mailing/merge_html.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/html_reference.hpp"
#include "domain/mailing/merge_piece.hpp"

namespace usher::domain {
namespace {

using Encoding = MergePiece::Encoding;
using Kind = MergePiece::Kind;

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         ascii_iequals(text.substr(0, beginning.size()), beginning);
}

/// Returns whether links of the protocol are tracked. An empty list of protocols stands for all,
/// and `http` for web links of both schemes.
bool tracks(const LinkTracking& tracking, std::string_view protocol) {
  const auto is_named = [&](std::string_view named) {
    if (named.ends_with(':')) named.remove_suffix(1);
    return ascii_iequals(named, protocol) || ascii_iequals(named, "http");
  };
  return tracking.protocols.empty() ||
         std::any_of(tracking.protocols.begin(), tracking.protocols.end(), is_named);
}

std::string with_params(std::string_view url, std::string_view params) {
  while (!params.empty() && (params.front() == '?' || params.front() == '&')) {
    params.remove_prefix(1);
  }
  if (params.empty()) return std::string(url);
  const std::size_t hash = std::min(url.find('#'), url.size());
  std::string out(url.substr(0, hash));
  const bool has_query = out.find('?') != std::string::npos;
  if (!has_query) {
    out += '?';
  } else if (!out.ends_with('?') && !out.ends_with('&')) {
    out += '&';
  }
  return out.append(params).append(url.substr(hash));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// Returns a lower-case URL in which brackets and blanks are not percent-encoded, not even twice.
std::string plain_brackets(std::string_view url) {
  std::string out = ascii_lower(url);
  replace_all(out, "%25", "%");
  for (const auto& [encoded, plain] : {std::pair("%5b", "["), {"%5d", "]"}, {"%20", " "}}) {
    replace_all(out, encoded, plain);
  }
  return out;
}

/// Returns whether the address is the placeholder `[unsubscribe]`. Editors complete it to a URL
/// with a scheme, a host or slashes, and encode it.
bool is_unsubscribe_address(std::string_view value) {
  constexpr std::string_view kName = "unsubscribe";
  constexpr std::size_t kMaxLength = 2'000;
  if (value.size() > kMaxLength) return false;
  const std::string url = plain_brackets(unescape_html_attribute(value));
  const std::size_t open = url.find('[');
  const std::size_t close = open == std::string::npos ? open : url.find(']', open);
  if (close == std::string::npos) return false;
  if (trim(std::string_view(url).substr(open + 1, close - open - 1)) != kName) return false;
  if (url.find_first_of("?#") < open) return false;
  const std::string_view rest = trim(std::string_view(url).substr(close + 1));
  const std::size_t end = rest.find_first_not_of('/');
  return end == std::string_view::npos || rest[end] == '?' || rest[end] == '#';
}

bool has_unsubscribe_address(const MergeText& text) {
  return std::any_of(text.begin(), text.end(),
                     [](const MergePiece& piece) { return piece.kind == Kind::unsubscribe; });
}

class HtmlReader {
 public:
  HtmlReader(std::string_view html, const LinkTracking& tracking)
      : html_(html), tracking_(tracking) {}

  MergeHtml read() {
    read_until(html_.size());
    if (!has_body_end_) out_.body_end = out_.pieces.size();
    return std::move(out_);
  }

 private:
  void read_until(std::size_t end) {
    while (at_ < end) {
      const std::size_t open = std::min(html_.substr(0, end).find('<', at_), end);
      append_with_placeholders(out_.pieces, html_.substr(at_, open - at_), Encoding::html);
      at_ = open;
      if (at_ < end) read_markup(end);
    }
  }

  void read_markup(std::size_t end) {
    const HtmlTag tag = html_tag_at(html_.substr(0, end), at_);
    const bool comment = tag.name == "!--";
    if (tag.name.empty() || (comment && in_comment_)) return copy_until(at_ + 1);
    if (comment) return read_comment(tag.end);
    if (tag.closing) {
      if (ascii_iequals(tag.name, "body")) mark_body_end();
      copy_until(tag.end);
      if (ascii_iequals(tag.name, "head")) mark_body_begin();
      return;
    }
    read_tag(tag);
    if (ascii_iequals(tag.name, "body")) {
      has_body_begin_ = false;  // wins over the end of the head
      mark_body_begin();
    }
    if (ascii_iequals(tag.name, "style") || ascii_iequals(tag.name, "script")) {
      copy_until(html_content_end(html_.substr(0, end), at_, tag.name));
    }
  }

  /// Comments can contain HTML for some programs ("[if mso]"), but no tracked links.
  void read_comment(std::size_t end) {
    in_comment_ = true;
    copy_until(std::min(at_ + std::string_view("<!--").size(), end));
    read_until(end);
    in_comment_ = false;
  }

  void copy_until(std::size_t end) {
    append_text(out_.pieces, html_.substr(at_, end - at_));
    at_ = end;
  }

  /// Begins a new piece, so that text can be inserted before it.
  std::size_t mark() {
    out_.pieces.push_back({});
    return out_.pieces.size() - 1;
  }
  void mark_body_begin() {
    if (in_comment_ || has_body_begin_) return;
    has_body_begin_ = true;
    out_.body_begin = mark();
  }
  void mark_body_end() {
    if (in_comment_) return;
    has_body_end_ = true;
    out_.body_end = mark();
  }

  void read_tag(const HtmlTag& tag) {
    const bool is_link =
        !in_comment_ && (ascii_iequals(tag.name, "a") || ascii_iequals(tag.name, "area"));
    HtmlAttribute attribute;
    for (std::size_t at = tag.attributes; next_html_attribute(html_, tag.end, at, attribute);) {
      if (attribute.value_begin == attribute.value_end) continue;
      copy_until(attribute.value_begin);
      at_ = attribute.value_end;
      const std::string_view value =
          html_.substr(attribute.value_begin, attribute.value_end - attribute.value_begin);
      const bool is_href = ascii_iequals(attribute.name, "href");
      const bool is_url = is_href || ascii_iequals(attribute.name, "src");
      if (is_href && is_unsubscribe_address(value)) {
        out_.pieces.push_back({Kind::unsubscribe, Encoding::html});
        out_.has_unsubscribe_link = out_.has_unsubscribe_link || is_link;
      } else if (!is_href || !is_link || !track(value)) {
        append_with_placeholders(out_.pieces, value, is_url ? Encoding::percent : Encoding::html);
      }
    }
    copy_until(tag.end);
  }

  /// Adds a piece for the link and returns true, if the link is tracked.
  bool track(std::string_view value) {
    if (!tracking_.enabled) return false;
    const std::string url(trim(unescape_html_attribute(value)));
    const bool http = begins_with(url, "http://") && tracks(tracking_, "http");
    const bool https = begins_with(url, "https://") && tracks(tracking_, "https");
    if ((!http && !https) || has_control_characters(url)) return false;
    const std::string whole = with_params(url, tracking_.params);
    // The redirect does not have the address for unsubscribing.
    if (has_unsubscribe_address(parse_merge_url(whole))) return false;
    auto index = indices_.find(whole);
    if (index == indices_.end()) {
      if (out_.links.size() == kMaxTrackedLinks) return false;
      index = indices_.emplace(whole, static_cast<int>(out_.links.size())).first;
      out_.links.push_back(whole);
    }
    out_.pieces.push_back({Kind::link, Encoding::percent, index->second});
    return true;
  }

  const std::string_view html_;
  const LinkTracking& tracking_;
  std::size_t at_ = 0;
  bool in_comment_ = false;
  bool has_body_begin_ = false;
  bool has_body_end_ = false;
  MergeHtml out_;
  std::map<std::string, int> indices_;  // by URL
};

}  // namespace

MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking) {
  return HtmlReader(html, tracking).read();
}

}  // namespace usher::domain
