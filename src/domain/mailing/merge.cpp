#include "domain/mailing/merge.hpp"

#include <algorithm>
#include <optional>

#include "base/percent.hpp"
#include "base/text.hpp"
#include "domain/filter.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/merge_piece.hpp"
#include "domain/mailing/recipient.hpp"

namespace usher::domain {
namespace {

using Encoding = MergePiece::Encoding;
using Kind = MergePiece::Kind;

constexpr std::size_t kMaxPlaceholder = 40;
constexpr std::size_t kMaxUtf8 = 4;      // bytes of a character
constexpr std::size_t kMaxEmail = 320;   // bytes; RFC 5321, 4.5.3.1 and A-labels
constexpr std::size_t kMaxOwnUrl = 256;  // bytes of a link to this server, with a token

std::optional<MergePiece> placeholder(std::string_view name, Encoding encoding) {
  if (ascii_iequals(name, "Email")) return MergePiece{Kind::email, encoding};
  if (ascii_iequals(name, "Name")) return MergePiece{Kind::name, encoding};
  if (ascii_iequals(name, "unsubscribe")) return MergePiece{Kind::unsubscribe, encoding};
  for (const FilterField& field : kDynamicFields) {
    if (ascii_iequals(name, field.name)) return MergePiece{Kind::field, encoding, field.number};
  }
  return std::nullopt;
}

/// Returns the length of the bracket at the beginning of the text, which may be percent-encoded; 0:
/// there is none.
std::size_t bracket_length(std::string_view text, char bracket) {
  if (text.starts_with(bracket)) return 1;
  const std::string_view encoded = bracket == '[' ? "%5B" : "%5D";
  return ascii_iequals(text.substr(0, encoded.size()), encoded) ? encoded.size() : 0;
}

bool is_name_character(char c) {
  return is_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '~' || c == ']' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Reads the placeholders of a URL.
class UrlReader {
 public:
  UrlReader(MergeText& out, std::string_view url) : out_(out), url_(url) {}

  void read() {
    while (at_ < url_.size()) {
      const std::size_t open = bracket_length(url_.substr(at_), '[');
      if (open > 0 && read_placeholder(open)) continue;
      follow(url_[at_]);
      ++at_;
    }
    append_text(out_, url_.substr(written_));
  }

 private:
  bool read_placeholder(std::size_t open) {
    const std::size_t begin = at_ + open;
    std::size_t end = begin;
    std::size_t close = 0;
    while (end < url_.size() && end - begin < kMaxPlaceholder && close == 0) {
      close = bracket_length(url_.substr(end), ']');
      if (close == 0) ++end;
    }
    if (close == 0) return false;
    const auto piece = placeholder(trim(url_.substr(begin, end - begin)), Encoding::percent);
    if (!piece || is_part_of_name(end + close)) return false;
    append_text(out_, url_.substr(written_, at_ - written_));
    out_.push_back(*piece);
    at_ = written_ = end + close;
    before_ = '\0';
    return true;
  }

  /// Returns whether a bracket at `at_` that ends at `end` belongs to the name of a parameter.
  bool is_part_of_name(std::size_t end) const {
    if (!in_name_ || !is_name_character(before_)) return false;
    const std::string_view rest = url_.substr(end);
    return rest.empty() || rest[0] == '=' || rest[0] == '&' || rest[0] == '#' ||
           bracket_length(rest, '[') > 0;
  }

  void follow(char c) {
    before_ = c;
    if (c == '?') {
      in_query_ = in_name_ = true;
    } else if (c == '&') {
      in_name_ = in_query_;
    } else if (c == '=' || c == '#') {
      in_name_ = false;
    }
  }

  MergeText& out_;
  const std::string_view url_;
  std::size_t at_ = 0;
  std::size_t written_ = 0;
  char before_ = '\0';
  bool in_query_ = false;
  bool in_name_ = false;
};

std::string_view field_of(const MergeValues& values, int number) {
  for (const RecipientFields* fields : {&values.fields, &values.defaults}) {
    const auto found = fields->find(number);
    if (found != fields->end() && !found->second.empty()) return found->second;
  }
  return {};
}

/// Returns how many times longer a value can become by its encoding, if its characters have up to
/// `character` bytes.
std::size_t growth(Encoding encoding, std::size_t character) {
  constexpr std::size_t kLongestReference = 6;  // &quot;
  switch (encoding) {
    case Encoding::none:
      return character;
    case Encoding::html:
      return std::max(character, kLongestReference);
    case Encoding::percent:
      break;
  }
  return 3 * character;
}

std::size_t max_size(const MergePiece& piece) {
  switch (piece.kind) {
    case Kind::text:
      return piece.text.size();
    case Kind::field:
      return kMaxFieldValue * growth(piece.encoding, kMaxUtf8);
    case Kind::name:
      return kMaxRecipientName * growth(piece.encoding, kMaxUtf8);
    case Kind::email:
      return kMaxEmail * growth(piece.encoding, 1);
    case Kind::unsubscribe:
    case Kind::link:
    case Kind::pixel:
      break;
  }
  return kMaxOwnUrl;
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

void append_text(MergeText& out, std::string_view text) {
  if (text.empty()) return;
  if (out.empty() || out.back().kind != Kind::text) out.push_back({});
  out.back().text += text;
}

void append_with_placeholders(MergeText& out, std::string_view text, Encoding encoding) {
  if (encoding == Encoding::percent) return UrlReader(out, text).read();
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
        append_value(out, values.unsubscribe_url, piece.encoding);
        break;
      case Kind::link:
        out += values.link_url(piece.number);
        break;
      case Kind::pixel:
        out += values.pixel_url;
        break;
    }
  }
  return out;
}

std::size_t max_merged_size(const MergeText& text) {
  std::size_t out = 0;
  for (const MergePiece& piece : text) out += max_size(piece);
  return out;
}

}  // namespace usher::domain
