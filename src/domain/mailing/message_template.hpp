/// Provides the templates of messages: two built-in layouts in each language. The database has no
/// rows for them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/filter.hpp"
#include "domain/language.hpp"

namespace usher::domain {

/// A template in one language.
struct MessageTemplate {
  std::int64_t id = 0;  ///< the template's number, from 1
  std::string title;
  std::string content;    ///< the HTML part
  std::string text;       ///< the plain text part
  std::string thumbnail;  ///< the data URI (RFC 2397) of a PNG
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
