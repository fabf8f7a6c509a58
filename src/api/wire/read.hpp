/// One reader for every wire type, whichever format it came in.
///
/// A wire type is a struct of std::optional members described with BOOST_DESCRIBE_STRUCT: its
/// member names are the wire's. Unknown members are ignored, null is as good as missing.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/wire/document.hpp"
#include "base/text.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::api::wire {

template <class T>
concept Readable = boost::describe::has_describe_members<T>::value;

/// One error for all of them.
Error unreadable(std::span<const domain::FieldProblem> problems);

/// The value in `node`, or what is wrong with it ("must be a text").
Result<std::string> read_text(const Node& node);
/// true and false, or those words in any case.
Result<bool> read_flag(const Node& node);
/// A whole number, or text that is one.
Result<std::int64_t> read_integer(const Node& node);

inline Result<std::string> read_as(const Node& node, std::string*) { return read_text(node); }
inline Result<bool> read_as(const Node& node, bool*) { return read_flag(node); }
inline Result<std::int64_t> read_as(const Node& node, std::int64_t*) { return read_integer(node); }

template <Readable T>
Result<T> read_as(const Node& node, T*);

/// An array; in XML an element whose children are the items, whatever they are called. At most as
/// many as a body can hold.
template <class T>
Result<std::vector<T>> read_as(const Node& node, std::vector<T>*) {
  std::vector<T> out;
  const auto add = [&out](const Node& item) -> Result<void> {
    auto value = read_as(item, static_cast<T*>(nullptr));
    if (!value) return value.error();
    out.push_back(std::move(*value));
    return {};
  };
  if (node.kind == Node::Kind::array) {
    for (const Node& item : node.items) {
      if (auto read = add(item); !read) return read.error();
    }
  } else if (node.kind == Node::Kind::object) {
    for (const Member& item : node.members) {
      if (auto read = add(item.value); !read) return read.error();
    }
  } else if (node.kind != Node::Kind::text || !trim(node.text).empty()) {
    return Error{Errc::invalid, "must be an array"};
  }
  return out;
}

/// Fills a wire type. What can't be read stays empty and is added to `problems`.
template <class T>
T read(const Node& node, std::vector<domain::FieldProblem>& problems) {
  T out;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto member) {
        auto& field = out.*member.pointer;
        using Value = typename std::remove_reference_t<decltype(field)>::value_type;
        const Node* found = nullptr;
        for (const auto& [name, value] : node.members) {
          if (name != member.name) continue;
          if (found != nullptr) {  // only XML lets it come this far
            problems.push_back({member.name, "is given twice"});
            return;
          }
          found = &value;
        }
        if (found == nullptr || found->kind == Node::Kind::null) return;
        auto value = read_as(*found, static_cast<Value*>(nullptr));
        if (value) {
          field = std::move(*value);
        } else {
          problems.push_back({member.name, value.error().message});
        }
      });
  return out;
}

/// A wire type within another one: the first thing that is wrong with it counts.
template <Readable T>
Result<T> read_as(const Node& node, T*) {
  if (node.kind != Node::Kind::object) {
    const bool empty = node.kind == Node::Kind::text && trim(node.text).empty();  // <x/> in XML
    if (!empty) return Error{Errc::invalid, "must be an object"};
  }
  std::vector<domain::FieldProblem> problems;
  T out = read<T>(node, problems);
  if (problems.empty()) return out;
  return Error{Errc::invalid, "has " + problems.front().field + ", which " + problems.front().what};
}

/// A whole body as a wire type. The error names every member that can't be read.
template <Readable T>
Result<T> read_body(http::Format format, std::string_view body) {
  if (body.empty()) return Error{Errc::invalid, "The request has no body."};
  const Result<Node> node = parse(format, body);
  if (!node) return node.error();
  if (node->kind != Node::Kind::object) {
    return Error{Errc::invalid, "The body must be one object."};
  }
  std::vector<domain::FieldProblem> problems;
  T out = read<T>(*node, problems);
  if (problems.empty()) return out;
  return unreadable(problems);
}

}  // namespace usher::api::wire
