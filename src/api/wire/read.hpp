/// Reads wire types from parsed JSON and XML.
///
/// A wire type is a struct of std::optional members described with BOOST_DESCRIBE_STRUCT, with the
/// wire's names. Unknown members are ignored; null members are treated as missing.
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

/// Returns one error that names every problem.
Error unreadable(std::span<const domain::FieldProblem> problems);

/// Returns the value of a text or a number, as it was written, or an error such as "must be a text".
Result<std::string> read_text(const Node& node);
/// Reads a boolean, or a text or number that is 1, 0, "true" or "false" in any case (xs:boolean).
Result<bool> read_flag(const Node& node);
/// Reads a whole number, or a text that is one.
Result<std::int64_t> read_integer(const Node& node);

inline Result<std::string> read_as(const Node& node, std::string*) { return read_text(node); }
inline Result<bool> read_as(const Node& node, bool*) { return read_flag(node); }
inline Result<std::int64_t> read_as(const Node& node, std::int64_t*) { return read_integer(node); }

template <Readable T>
Result<T> read_as(const Node& node, T*);

/// Reads an array; in XML the child elements of any name are its items.
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

/// Reads a wire type. Invalid members stay empty and are added to `problems`.
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
          if (found != nullptr) {  // only possible in XML
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

/// Reads a wire type within another one. The error names its first problem.
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

/// Reads a body as a wire type. The error names every invalid member.
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
