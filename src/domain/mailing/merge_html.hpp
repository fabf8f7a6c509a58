/// Parses HTML with placeholders and links (domain/mailing/merge.hpp). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/merge.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {

inline constexpr std::size_t kMaxTrackedLinks = 1'000;

struct MergeHtml {
  MergeText pieces;
  /// The piece before which to insert text at the beginning of the body, and at its end.
  std::size_t body_begin = 0;
  std::size_t body_end = 0;
  /// The URLs of tracked links, with the parameters of LinkTracking; they may have placeholders.
  /// Only the first kMaxTrackedLinks links are tracked.
  std::vector<std::string> links;
  /// Whether the address of a link is `[unsubscribe]`, whatever an editor put around it.
  bool has_unsubscribe_link = false;
};
/// Parses HTML. Values are percent-encoded in `href` and `src`, and escaped elsewhere; `style` and
/// `script` have no placeholders.
MergeHtml parse_merge_html(std::string_view html, const LinkTracking& tracking);

}  // namespace usher::domain
