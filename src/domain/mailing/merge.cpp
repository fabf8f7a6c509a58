#include "domain/mailing/merge.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/check.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"
#include "domain/mailing/html.hpp"

namespace usher::domain {
namespace {

using Encoding = MergePiece::Encoding;
using Kind = MergePiece::Kind;

constexpr std::size_t kMaxPlaceholder = 40;

void append_text(MergeText& out, std::string_view text) {
  if (text.empty()) return;
  if (out.empty() || out.back().kind != Kind::text) out.push_back({});
  out.back().text += text;
}

std::optional<MergePiece> placeholder(std::string_view name, Encoding encoding) {
  if (ascii_iequals(name, "Email")) return MergePiece{Kind::email, encoding};
  if (ascii_iequals(name, "Name")) return MergePiece{Kind::name, encoding};
  if (ascii_iequals(name, "unsubscribe")) return MergePiece{Kind::unsubscribe, encoding};
  for (const FilterField& field : kDynamicFields) {
    if (ascii_iequals(name, field.name)) return MergePiece{Kind::field, encoding, field.number};
  }
  return std::nullopt;
}

void append_with_placeholders(MergeText& out, std::string_view text, Encoding encoding) {
  while (true) {
    const std::size_t open = text.find('[');
    append_text(out, text.substr(0, open));
    if (open == std::string_view::npos) return;
    text.remove_prefix(open);
    const std::size_t close = text.substr(0, kMaxPlaceholder).find(']');
    const auto piece = close == std::string_view::npos
                           ? std::nullopt
                           : placeholder(trim(text.substr(1, close - 1)), encoding);
    if (piece) out.push_back(*piece);
    const std::size_t length = piece ? close + 1 : 1;
    if (!piece) append_text(out, text.substr(0, 1));
    text.remove_prefix(length);
  }
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         ascii_iequals(text.substr(0, beginning.size()), beginning);
}

/// Returns whether links of the protocol are tracked. An empty list of protocols stands for all.
bool tracks(const LinkTracking& tracking, std::string_view protocol) {
  const auto is_named = [&](std::string_view named) {
    if (named.ends_with(':')) named.remove_suffix(1);
    return ascii_iequals(named, protocol);
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

class HtmlReader {
 public:
  HtmlReader(std::string_view html, const LinkTracking& tracking)
      : html_(html), tracking_(tracking) {}

  MergeHtml read() {
    std::size_t at = 0;
    while (at < html_.size()) {
      const std::size_t open = std::min(html_.find('<', at), html_.size());
      append_with_placeholders(out_.pieces, html_.substr(at, open - at), Encoding::html);
      at = open;
      if (at == html_.size()) break;
      const HtmlTag tag = html_tag_at(html_, at);
      const bool plain = tag.name.empty();
      const std::size_t end = plain ? at + 1 : tag.end;
      if (plain || tag.closing) {
        append_text(out_.pieces, html_.substr(at, end - at));
      } else if (tag.name == "!--") {
        append_with_placeholders(out_.pieces, html_.substr(at, end - at), Encoding::html);
      } else {
        read_tag(tag, at);
      }
      at = end;
    }
    for (const MergePiece& piece : out_.pieces) {
      out_.has_unsubscribe_link = out_.has_unsubscribe_link || piece.kind == Kind::unsubscribe;
    }
    return std::move(out_);
  }

 private:
  void read_tag(const HtmlTag& tag, std::size_t begin) {
    const bool is_link = ascii_iequals(tag.name, "a") || ascii_iequals(tag.name, "area");
    std::size_t at = begin;
    std::size_t written = begin;
    HtmlAttribute attribute;
    while (next_html_attribute(html_, tag.end, at, attribute)) {
      if (attribute.value_begin == attribute.value_end) continue;
      append_text(out_.pieces, html_.substr(written, attribute.value_begin - written));
      written = attribute.value_end;
      const std::string_view value =
          html_.substr(attribute.value_begin, attribute.value_end - attribute.value_begin);
      const bool is_url =
          ascii_iequals(attribute.name, "href") || ascii_iequals(attribute.name, "src");
      if (is_url && is_link && track(value)) continue;
      append_with_placeholders(out_.pieces, value, is_url ? Encoding::percent : Encoding::html);
    }
    append_text(out_.pieces, html_.substr(written, tag.end - written));
  }

  /// Adds a piece for a tracked link. Returns false if the link is not tracked.
  bool track(std::string_view value) {
    if (!tracking_.enabled) return false;
    const std::string url(trim(unescape_html(value)));
    const bool http = begins_with(url, "http://") && tracks(tracking_, "http");
    const bool https = begins_with(url, "https://") && tracks(tracking_, "https");
    if ((!http && !https) || has_control_characters(url)) return false;
    const std::string whole = with_params(url, tracking_.params);
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
  MergeHtml out_;
  std::map<std::string, int> indices_;  // link indices by URL
};

std::string_view field_of(const MergeValues& values, int number) {
  for (const RecipientFields* fields : {&values.fields, &values.defaults}) {
    const auto found = fields->find(number);
    if (found != fields->end() && !found->second.empty()) return found->second;
  }
  return {};
}

void append_value(std::string& out, std::string_view value, Encoding encoding) {
  switch (encoding) {
    case Encoding::none:
      out += value;
      return;
    case Encoding::html:
      out += escape_html(value);
      return;
    case Encoding::percent:
      out += percent_encode(value);
      return;
  }
}

}  // namespace

MergeText parse_merge_text(std::string_view text) {
  MergeText out;
  append_with_placeholders(out, text, Encoding::none);
  return out;
}

MergeText parse_merge_url(std::string_view url) {
  MergeText out;
  append_with_placeholders(out, url, Encoding::percent);
  return out;
}

MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking) {
  return HtmlReader(html, tracking).read();
}

std::string merge(const MergeText& text, const MergeValues& values) {
  std::string out;
  for (const MergePiece& piece : text) {
    switch (piece.kind) {
      case Kind::text:
        out += piece.text;
        break;
      case Kind::field:
        append_value(out, field_of(values, piece.number), piece.encoding);
        break;
      case Kind::email:
        append_value(out, values.email, piece.encoding);
        break;
      case Kind::name:
        append_value(out, values.name, piece.encoding);
        break;
      case Kind::unsubscribe:
        // This server's own URL needs no encoding.
        out += values.unsubscribe_url;
        break;
      case Kind::link:
        out += values.link_url(piece.number);
        break;
    }
  }
  return out;
}

}  // namespace usher::domain
