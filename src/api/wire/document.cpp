#include "api/wire/document.hpp"

#include <optional>

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

/// Returns the error of a body that is not plain UTF-8 text, if any.
std::optional<Error> unsupported(std::string_view body) {
  if (body.starts_with("\x1F\x8B")) {
    return Error{Errc::unsupported, "The body is compressed with gzip. Please send it uncompressed."};
  }
  // JSON and XML begin with an ASCII character, next to which UTF-16 has a zero byte.
  const bool utf16 = body.starts_with("\xFE\xFF") || body.starts_with("\xFF\xFE") ||
                     (body.size() >= 2 && (body[0] == '\0') != (body[1] == '\0'));
  if (!utf16) return std::nullopt;
  return Error{Errc::unsupported, "The body is encoded in UTF-16. Please send it in UTF-8."};
}

/// Removes the byte order mark at the start of a body. Fails if the body cannot be text in UTF-8.
Result<void> skip_byte_order_mark(std::string_view& body) {
  if (auto error = unsupported(body)) return *error;
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
  const Result<Node> node = parse_xml(body, &on_item);
  if (!node) return node.error();
  if (node->kind == Node::Kind::object) return {};
  return Error{Errc::invalid, "The body must be an array."};
}

Result<Node> parse(http::Format format, std::string_view body) {
  if (auto skipped = skip_byte_order_mark(body); !skipped) return skipped.error();
  return format == http::Format::xml ? parse_xml(body) : parse_json(body);
}

}  // namespace usher::api::wire
