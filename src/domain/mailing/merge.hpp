/// Merges a recipient's values into a message: placeholders such as `[FirstName]` and tracked
/// links. A text is parsed into pieces once and merged for each mail. Pure.
///
/// Placeholders are the names of dynamic fields (domain/mailing/recipient_fields.hpp), `[Email]`,
/// `[Name]` and `[unsubscribe]`, in any case. Other text in brackets is not changed. In addresses
/// the brackets may be percent-encoded, and a bracket in the name of a query's parameter belongs to
/// that name (`?filter[name]=x`).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/recipient_fields.hpp"

namespace usher::domain {

/// A piece of a parsed text.
struct MergePiece {
  enum class Kind { text, field, email, name, unsubscribe, link, pixel };
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

/// The values of a recipient. `defaults` replace empty fields.
struct MergeValues {
  std::string_view email;
  std::string_view name;
  const RecipientFields& fields;
  const RecipientFields& defaults;
  std::string_view unsubscribe_url;
  std::string_view pixel_url;                ///< of the tracking pixel
  std::function<std::string(int)> link_url;  ///< returns the tracked URL of a link, by index
};
/// Returns the text with the recipient's values.
std::string merge(const MergeText& text, const MergeValues& values);

/// Returns the bytes of the text with the longest value of each placeholder.
std::size_t max_merged_size(const MergeText& text);

}  // namespace usher::domain
