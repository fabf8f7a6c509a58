/// The words of the pages behind a mail's links: leaving a list, confirming a subscription.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// One of the two: what is asked, and what is said when it is done. Plain text, to be escaped like
/// any other; `{list}` stands for the list's name.
struct ReactionText {
  std::string_view title;
  std::string_view lead;  ///< has `{list}`
  std::string_view button;
  std::string_view done_title;
  std::string_view done_text;  ///< has `{list}`
  std::string_view gone_title;
  std::string_view gone_text;
};

const ReactionText& unsubscribe_text(domain::Language language);
const ReactionText& subscribe_text(domain::Language language);

}  // namespace usher::api::pages
