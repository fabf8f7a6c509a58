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
  if (body.starts_with(kByteOrderMark)) {
    return Error{Errc::invalid, "The body starts with more than one byte order mark."};
  }
  return format == http::Format::xml ? parse_xml(body) : parse_json(body);
}

}  // namespace usher::api::wire
