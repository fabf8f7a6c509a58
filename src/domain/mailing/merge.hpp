/// Merges a recipient's values into a message: placeholders such as `[FirstName]` and tracked
/// links. A text is parsed into pieces once and merged for each mail. Pure.
///
/// Placeholders are the names of dynamic fields (domain/mailing/recipient_fields.hpp), `[Email]`,
/// `[Name]` and `[unsubscribe]`; case is ignored. Other text in brackets is not changed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/message.hpp"
#include "domain/mailing/recipient_fields.hpp"

namespace usher::domain {

/// A piece of a parsed text.
struct MergePiece {
  enum class Kind { text, field, email, name, unsubscribe, link };
  /// The encoding of a merged value.
  enum class Encoding { none, html, percent };

  Kind kind = Kind::text;
  Encoding encoding = Encoding::none;
  int number = 0;      ///< the number of the field, or the index of the link
  std::string text{};  ///< the text of a piece of Kind::text
};
using MergeText = std::vector<MergePiece>;

/// Parses a plain text such as a subject.
MergeText parse_merge_text(std::string_view text);
/// Parses a URL, in which values are percent-encoded.
MergeText parse_merge_url(std::string_view url);

inline constexpr std::size_t kMaxTrackedLinks = 1'000;

/// A parsed HTML text with its tracked links.
struct MergeHtml {
  MergeText pieces;
  /// The URLs of tracked links, with the parameters of LinkTracking; the URLs may have
  /// placeholders. Only the first kMaxTrackedLinks links are tracked.
  std::vector<std::string> links;
  bool has_unsubscribe_link = false;
};
/// Parses HTML. Values are percent-encoded in `href` and `src`, and escaped elsewhere.
MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking);

/// The values of a recipient. An empty field is replaced by its value in `defaults`.
struct MergeValues {
  std::string_view email;
  std::string_view name;
  const RecipientFields& fields;
  const RecipientFields& defaults;
  std::string_view unsubscribe_url;
  std::function<std::string(int)> link_url;  ///< returns the tracked URL of a link, by index
};
/// Returns the text with the recipient's values.
std::string merge(const MergeText& text, const MergeValues& values);

}  // namespace usher::domain
