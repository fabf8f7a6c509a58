/// Templates for messages: two built-in layouts in each language, without rows in the database.
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
  std::int64_t id = 0;  ///< the number, from 1
  std::string title;
  std::string content;    ///< HTML
  std::string text;       ///< plain text
  std::string thumbnail;  ///< a data URI (RFC 2397) of a PNG
};

/// Returns the template, nullopt if it does not exist.
std::optional<MessageTemplate> message_template(Language language, std::int64_t id);
/// Returns all templates, ordered by id.
std::vector<MessageTemplate> message_templates(Language language);

/// Properties by which templates can be filtered and ordered.
inline constexpr std::array<FilterProperty, 2> kMessageTemplateProperties = {{
    {"Id", FilterType::integer},
    {"Title", FilterType::text},
}};

}  // namespace usher::domain
