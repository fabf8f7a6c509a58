#include "api/wire/document.hpp"

#include "api/wire/json.hpp"
#include "api/wire/xml.hpp"

namespace usher::api::wire {

const Node* Node::find(std::string_view name) const {
  for (const auto& [known, node] : members) {
    if (known == name) return &node;
  }
  return nullptr;
}

namespace {

/// Removes the UTF-8 byte order mark at the start of a body.
Result<void> skip_byte_order_mark(std::string_view& body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (!body.starts_with(kByteOrderMark)) return {};
  return Error{Errc::invalid, "The body starts with more than one byte order mark."};
}

}  // namespace

Result<void> parse_items(http::Format format, std::string_view body, const OnItem& on_item) {
  if (auto skipped = skip_byte_order_mark(body); !skipped) return skipped.error();
  if (format == http::Format::json) {
    const Result<Node> node = parse_json(body, &on_item);
    if (!node) return node.error();
    if (node->kind == Node::Kind::array) return {};
    return Error{Errc::invalid, "The body must be an array."};
  }
  Result<Node> node = parse_xml(body);
  if (!node) return node.error();
  if (node->kind != Node::Kind::object) {
    return Error{Errc::invalid, "The body must be an array."};
  }
  for (Member& item : node->members) on_item(std::move(item.value));
  return {};
}

Result<Node> parse(http::Format format, std::string_view body) {
  if (auto skipped = skip_byte_order_mark(body); !skipped) return skipped.error();
  return format == http::Format::xml ? parse_xml(body) : parse_json(body);
}

}  // namespace usher::api::wire
