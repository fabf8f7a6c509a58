/// Merges a recipient's values into a message: placeholders such as `[FirstName]` and tracked
/// links. A text is parsed into pieces once and merged for each mail. Pure.
///
/// Placeholders are the names of dynamic fields (domain/mailing/recipient_fields.hpp), `[Email]`,
/// `[Name]` and `[unsubscribe]`, in any case. Other text in brackets is not changed.
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
  int number = 0;      ///< the field's, or the link's index
  std::string text{};  ///< the text of Kind::text
};
using MergeText = std::vector<MergePiece>;

/// Parses a plain text such as a subject.
MergeText parse_merge_text(std::string_view text);
/// Parses a URL, in which values are percent-encoded.
MergeText parse_merge_url(std::string_view url);

inline constexpr std::size_t kMaxTrackedLinks = 1'000;

struct MergeHtml {
  MergeText pieces;
  /// The URLs of the tracked links, which are the first kMaxTrackedLinks links, with the parameters
  /// of LinkTracking. URLs may have placeholders.
  std::vector<std::string> links;
  bool has_unsubscribe_link = false;
};
/// Parses HTML. Values are percent-encoded in `href` and `src`, and escaped elsewhere.
MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking);

/// The values of a recipient. `defaults` replace empty fields.
struct MergeValues {
  std::string_view email;
  std::string_view name;
  const RecipientFields& fields;
  const RecipientFields& defaults;
  std::string_view unsubscribe_url;
  std::function<std::string(int)> link_url;  ///< returns the tracked URL of a link, by index
};
std::string merge(const MergeText& text, const MergeValues& values);

}  // namespace usher::domain
