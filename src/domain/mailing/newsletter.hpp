/// Newsletters as their recipients get them: a message's HTML with pre-header, unsubscribe line and
/// tracking pixel, and its text part. Composed once per message and merged for each mail. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/language.hpp"
#include "domain/mailing/merge.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {

/// The maximum size of a merged mail's HTML in bytes.
inline constexpr std::size_t kMaxMergedSize = 1024 * 1024;

struct Newsletter {
  MergeText subject;
  MergeText html;
  MergeText text;
  std::vector<std::string> links;  ///< tracked URLs, as in MergeHtml
};

/// Composes a newsletter. `document` is html_document(message), or that with embedded images. A
/// line with an unsubscribe link is added unless the message has such a link.
Newsletter compose_newsletter(const Message& message, std::string_view document,
                              std::string_view list_name, Language language);

/// Merges the text part. Values that are empty leave no double blanks and empty lines.
std::string merge_text_part(const MergeText& text, const MergeValues& values);

/// Returns the message as strangers read it on the web: default values, no recipient, nothing
/// tracked.
std::string published_document(const Message& message);

/// Checks that the message, merged with the longest values, has at most kMaxMergedSize bytes.
Result<void> check_merged_size(const Message& message);

}  // namespace usher::domain
