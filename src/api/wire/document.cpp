#include "api/wire/document.hpp"

namespace usher::api::wire {

const Node* Node::find(std::string_view name) const {
  for (const auto& [known, node] : members) {
    if (known == name) return &node;
  }
  return nullptr;
}

Result<Node> parse(http::Format format, std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  return format == http::Format::xml ? parse_xml(body) : parse_json(body);
}

}  // namespace usher::api::wire
