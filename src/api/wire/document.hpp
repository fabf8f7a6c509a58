/// Parses JSON and XML bodies into one kind of tree, from which wire types are read.
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
/// `null`, any other one is `text`.
struct Node {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;         ///< of kind boolean
  std::string text;             ///< of kind text or, as it was written, number
  std::vector<Node> items;      ///< of kind array
  std::vector<Member> members;  ///< of kind object, in order

  /// Returns the first member with this name, or null.
  const Node* find(std::string_view name) const;
};

/// The maximum number of elements of a body, or of an item of a body that is read item by item. An
/// element takes about 300 bytes of memory.
inline constexpr std::size_t kMaxElements = 100'000;
inline constexpr const char* kTooManyElements = "The body has too many elements.";

struct Member {
  std::string name;
  Node value;
};

/// Parses a body. JSON (RFC 8259): no duplicate members, at most 32 levels, valid UTF-8. XML 1.0:
/// UTF-8, one root element with any name, no DOCTYPE, no entities but the predefined five. One
/// UTF-8 byte order mark is skipped. The error is a sentence for the caller.
Result<Node> parse(http::Format format, std::string_view body);

using OnItem = std::function<void(Node&&)>;
/// Parses a body that is an array and passes each item to `on_item`; the array is never in
/// memory as a whole. In XML the items are the root's child elements. Items before an error have
/// been passed on. Fails for a body that is not an array.
Result<void> parse_items(http::Format format, std::string_view body, const OnItem& on_item);

}  // namespace usher::api::wire
