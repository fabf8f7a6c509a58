/// The words below a message whose writer has left no way out of the list.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::worker {

/// "You receive this message because you are subscribed to ‹list›." and what its link is called.
struct Footer {
  std::string_view before_list;
  std::string_view after_list;
  std::string_view unsubscribe;
};
const Footer& footer_in(domain::Language language);

}  // namespace usher::worker
