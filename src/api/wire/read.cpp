#include "api/wire/read.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace usher::api::wire {
namespace {

Error must_be(const char* what) { return Error{Errc::invalid, std::string("must be ") + what}; }

}  // namespace

Error unreadable(std::span<const domain::FieldProblem> problems) {
  std::string text;
  for (const auto& [field, what] : problems) {
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", field, what);
  }
  return Error{Errc::invalid, text + "."};
}

Result<std::string> read_text(const Node& node) {
  // The original server takes numbers for texts: `"Value": 50123`.
  if (node.kind != Node::Kind::text && node.kind != Node::Kind::number) return must_be("a text");
  return node.text;
}

Result<bool> read_flag(const Node& node) {
  if (node.kind == Node::Kind::boolean) return node.boolean;
  if (node.kind == Node::Kind::text || node.kind == Node::Kind::number) {
    const std::string_view word = trim(node.text);
    if (ascii_iequals(word, "true") || word == "1") return true;
    if (ascii_iequals(word, "false") || word == "0") return false;
  }
  return must_be("true or false");
}

Result<std::int64_t> read_integer(const Node& node) {
  if (node.kind != Node::Kind::number && node.kind != Node::Kind::text) {
    return must_be("a whole number");
  }
  const auto value = parse_integer<std::int64_t>(trim(node.text));
  if (!value) return must_be("a whole number");
  return *value;
}

}  // namespace usher::api::wire
