/// Parses JSON and XML bodies to a tree, from which wire types are read.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "http/negotiation.hpp"

namespace usher::api::wire {

struct Member;

/// A value of a document. In XML an element with child elements is an `object`, one with i:nil is
/// `null`, any other element is `text`.
struct Node {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;         ///< the value of a `boolean`
  std::string text;             ///< the value of a `text`, or the digits of a `number` as received
  std::vector<Node> items;      ///< the items of an `array`
  std::vector<Member> members;  ///< the members of an `object`, in order

  /// Returns the first member with this name, or null if there is none.
  const Node* find(std::string_view name) const;
};

struct Member {
  std::string name;
  Node value;
};

/// Parses a body. JSON (RFC 8259) must be valid UTF-8 with at most 32 levels and without duplicate
/// members. XML 1.0 must be UTF-8 with one root element of any name, without DOCTYPE and without
/// entities other than the predefined five. One UTF-8 byte order mark is skipped. The error is a
/// sentence for the caller.
Result<Node> parse(http::Format format, std::string_view body);

using OnItem = std::function<void(Node&&)>;
/// Parses a body that is an array and passes each item to `on_item`; a JSON array is never held in
/// memory as a whole. In XML the items are the root's child elements. Items before an error have
/// been passed to `on_item`. Fails if the body is not an array.
Result<void> parse_items(http::Format format, std::string_view body, const OnItem& on_item);

}  // namespace usher::api::wire
