/// A message's text with what is each recipient's own in it: `[FirstName]` and the like, and the
/// links that are followed. It is cut once into pieces, then put together for each mail. Pure.
///
/// Placeholders are the names of dynamic fields (domain/mailing/recipient_fields.hpp), `[Email]`,
/// `[Name]` and `[unsubscribe]`, in any case. What else stands in brackets is text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/message.hpp"
#include "domain/mailing/recipient_fields.hpp"

namespace usher::domain {

struct MergePiece {
  enum class Kind { text, field, email, name, unsubscribe, link };
  /// What is done to a recipient's value on its way in.
  enum class As { plain, html, address };

  Kind kind = Kind::text;
  As as = As::plain;
  int number = 0;      ///< of the field, or the link's place
  std::string text{};  ///< of a text
};
using MergeText = std::vector<MergePiece>;

/// A subject, or an address in which values are percent-encoded.
MergeText parse_merge_text(std::string_view text);
MergeText parse_merge_url(std::string_view url);

inline constexpr std::size_t kMaxTrackedLinks = 1'000;

struct MergeHtml {
  MergeText pieces;
  /// The addresses of the links that are followed, with the params; may have placeholders. Those
  /// behind the first kMaxTrackedLinks stay as they are.
  std::vector<std::string> links;
  bool says_unsubscribe = false;
};
/// HTML: values are escaped between tags and percent-encoded in href and src.
MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking);

/// Whose mail it is. A field that is empty has its default.
struct MergeValues {
  std::string_view email;
  std::string_view name;
  const RecipientFields& fields;
  const RecipientFields& defaults;
  std::string_view unsubscribe_url;
  std::function<std::string(int)> link_url;  ///< for the links of a MergeHtml, by place
};
std::string merge(const MergeText& text, const MergeValues& values);

}  // namespace usher::domain
