/// The texts of the pages behind a mail's subscription links, in all languages.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// The texts of one page: the question, the result, and the error for an invalid link. Plain text,
/// which is escaped when it is rendered; `{list}` stands for the list's name.
struct SubscriptionText {
  std::string_view title;
  std::string_view lead;  ///< contains `{list}`
  std::string_view button;
  std::string_view done_title;
  std::string_view done_text;  ///< contains `{list}`
  std::string_view gone_title;
  std::string_view gone_text;
};

const SubscriptionText& unsubscribe_text(domain::Language language);
const SubscriptionText& subscribe_text(domain::Language language);

}  // namespace usher::api::pages
