/// What a message can be made from: two layouts that are part of the program, in each language. No
/// account has rows for them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/filter.hpp"
#include "domain/language.hpp"

namespace usher::domain {

struct MessageTemplate {
  std::int64_t id = 0;  ///< from 1
  std::string title;
  std::string content;    ///< HTML
  std::string text;       ///< the same without HTML
  std::string thumbnail;  ///< a data URI (RFC 2397) of a PNG
};

/// Nothing when there is no such template.
std::optional<MessageTemplate> message_template(Language language, std::int64_t id);
/// All of them, in the order of their numbers.
std::vector<MessageTemplate> message_templates(Language language);

/// What templates can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 2> kMessageTemplateProperties = {{
    {"Id", FilterType::integer},
    {"Title", FilterType::text},
}};

}  // namespace usher::domain
