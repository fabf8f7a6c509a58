#include "domain/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/encoding.hpp"

namespace usher::domain {

std::span<const EmbeddedFile> embedded_message_templates();

namespace {

/// In the order of their numbers: the names of their files.
constexpr std::array<std::string_view, 2> kTemplates = {"announcement", "newsletter"};

std::string_view file(std::string_view path) {
  for (const EmbeddedFile& candidate : embedded_message_templates()) {
    if (candidate.path == path) return candidate.text;
  }
  CHECK(false);
  return {};
}

/// What a language has for `{{name}}` in the layouts: a line `name=words` of its file.
std::string_view words_of(Language language, std::string_view name) {
  if (name == "language") return tag_of(language);
  std::string_view rest = file(fmt::format("{}.words", tag_of(language)));
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.starts_with(name) && line.substr(name.size()).starts_with('=')) {
      return line.substr(name.size() + 1);
    }
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  CHECK(false);
  return {};
}

std::string in_words(std::string_view layout, Language language) {
  std::string out;
  while (true) {
    const std::size_t open = layout.find("{{");
    out += layout.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = layout.find("}}", open);
    CHECK(close != std::string_view::npos);
    out += words_of(language, layout.substr(open + 2, close - open - 2));
    layout.remove_prefix(close + 2);
  }
}

}  // namespace

std::optional<MessageTemplate> message_template(Language language, std::int64_t id) {
  if (id < 1 || id > static_cast<std::int64_t>(kTemplates.size())) return std::nullopt;
  const std::string_view name = kTemplates[static_cast<std::size_t>(id - 1)];
  MessageTemplate out;
  out.id = id;
  out.title = words_of(language, name);
  out.content = in_words(file(fmt::format("{}.html", name)), language);
  out.text = in_words(file(fmt::format("{}.txt", name)), language);
  out.thumbnail = "data:image/png;base64," + to_base64(file(fmt::format("{}.png", name)));
  return out;
}

std::vector<MessageTemplate> message_templates(Language language) {
  std::vector<MessageTemplate> out;
  for (std::size_t i = 1; i <= kTemplates.size(); ++i) {
    out.push_back(*message_template(language, static_cast<std::int64_t>(i)));
  }
  return out;
}

}  // namespace usher::domain
