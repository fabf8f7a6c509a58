/// The footer of messages that have no unsubscribe link.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::domain {

/// The text "You receive this message because you are subscribed to ‹list›.", and its link's text.
struct Footer {
  std::string_view before_list;
  std::string_view after_list;
  std::string_view unsubscribe;
};
const Footer& footer_in(Language language);

}  // namespace usher::domain
