#include "domain/message_template.hpp"

#include <fmt/format.h>

#include <span>
#include <string_view>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

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

}  // namespace

std::optional<MessageTemplate> message_template(Language language, std::int64_t id) {
  if (id < 1 || id > static_cast<std::int64_t>(kTemplates.size())) return std::nullopt;
  const std::string_view name = kTemplates[static_cast<std::size_t>(id - 1)];
  const auto part = [&](std::string_view extension) {
    return std::string(file(fmt::format("{}/{}.{}", tag_of(language), name, extension)));
  };
  MessageTemplate out;
  out.id = id;
  out.title = trim(part("title"));
  out.content = part("html");
  out.text = part("txt");
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
