#include "domain/mailing/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {

std::span<const EmbeddedFile> embedded_message_templates();

namespace {

/// The file names of the templates, ordered by id.
constexpr std::array<std::string_view, 2> kTemplates = {"announcement", "newsletter"};

std::string_view file(std::string_view path) {
  for (const EmbeddedFile& candidate : embedded_message_templates()) {
    if (candidate.path == path) return candidate.text;
  }
  CHECK(false);
  return {};
}

/// Returns the text that replaces `{{name}}`: the line `name=text` in the language's file.
std::string_view translation_of(Language language, std::string_view name) {
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

/// Fills the file at `path` for the template `name`. frame.html includes the template's own HTML.
std::string read_template(std::string_view name, std::string_view path, Language language) {
  return fill_placeholders(file(path), [&](std::string_view placeholder) -> std::string {
    if (placeholder == "title") return std::string(translation_of(language, name));
    if (placeholder == "heading")
      return std::string(translation_of(language, fmt::format("{}_heading", name)));
    if (placeholder == "content")
      return read_template(name, fmt::format("{}.html", name), language);
    return std::string(translation_of(language, placeholder));
  });
}

}  // namespace

std::optional<MessageTemplate> message_template(Language language, std::int64_t id) {
  if (id < 1 || id > static_cast<std::int64_t>(kTemplates.size())) return std::nullopt;
  const std::string_view name = kTemplates[static_cast<std::size_t>(id - 1)];
  MessageTemplate out;
  out.id = id;
  out.title = translation_of(language, name);
  out.content = read_template(name, "frame.html", language);
  out.text = read_template(name, fmt::format("{}.txt", name), language);
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
