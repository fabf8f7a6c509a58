/// The footer that is added to a message without an unsubscribe link of its own.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::domain {

/// "You receive this message because you are subscribed to ‹list›.", and the text of its link.
struct Footer {
  std::string_view before_list;
  std::string_view after_list;
  std::string_view unsubscribe;
};
const Footer& footer_in(Language language);

}  // namespace usher::domain
