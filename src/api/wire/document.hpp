/// A body taken apart, the same for JSON and XML, before any type is read from it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "http/negotiation.hpp"

namespace usher::api::wire {

struct Member;

/// One value of a document. XML has only `text`, `object` (an element with child elements) and
/// `null` (i:nil or nothing at all where an object is expected).
struct Node {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  bool truth = false;           ///< boolean
  std::string text;             ///< text; number: as it stood there
  std::vector<Node> items;      ///< array
  std::vector<Member> members;  ///< object, in order

  /// The member of that name; null when there is none.
  const Node* find(std::string_view name) const;
};

struct Member {
  std::string name;
  Node value;
};

/// Parses a whole body. JSON (RFC 8259): no duplicate members, at most 32 levels, valid UTF-8,
/// nothing after the value. XML 1.0: UTF-8 only, no DOCTYPE, no entities but the five and character
/// references, one root element, whose name and namespaces are not looked at. A UTF-8 byte order
/// mark is skipped. The error is a sentence for the caller.
Result<Node> parse(http::Format format, std::string_view body);

using OnItem = std::function<void(Node&&)>;
/// A body that is an array: hands its items on one after the other, so that JSON is never held as a
/// whole. In XML the items are the root's child elements. When it fails, some may have been handed
/// on already. An error, too, for a body that is no array.
Result<void> parse_items(http::Format format, std::string_view body, const OnItem& on_item);

Result<Node> parse_json(std::string_view body, const OnItem* on_item = nullptr);
Result<Node> parse_xml(std::string_view body);

}  // namespace usher::api::wire
