#include "domain/mailing/tag.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace usher::domain {
namespace {

std::string_view without_quotes(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = trim(text.substr(1, text.size() - 2));
  }
  return text;
}

}  // namespace

Result<Tag> check(Tag tag) {
  tag.name = std::string(trim(tag.name));
  if (tag.name.empty() || has_control_characters(tag.name) ||
      count_characters(tag.name) > kMaxTagName) {
    return Error{Errc::invalid, fmt::format("Name takes 1 to {} characters.", kMaxTagName)};
  }
  return tag;
}

Result<std::vector<std::string>> parse_tag_names(std::string_view text) {
  // What is no text can't be a name, and no database could look for it.
  if (!is_utf8(text) || has_control_characters(text)) {
    return Error{Errc::invalid, "tags takes names of tags, with commas between them."};
  }
  std::vector<std::string> out;
  // Quotes that stand around each name are not those around all of them.
  if (text.find("\",") == std::string_view::npos) text = without_quotes(text);
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view name = without_quotes(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end()) {
      out.emplace_back(name);
    }
  }
  if (out.size() > kMaxMessageTags) {
    return Error{Errc::invalid, fmt::format("tags takes up to {} names.", kMaxMessageTags)};
  }
  return out;
}

}  // namespace usher::domain
