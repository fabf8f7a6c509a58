/// One reader for every wire type, whichever format it came in.
///
/// A wire type is a struct of std::optional members described with BOOST_DESCRIBE_STRUCT: its
/// member names are the wire's. Unknown members are ignored, null is as good as missing.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/document.hpp"
#include "domain/activation.hpp"

namespace usher::api::wire {

/// The value in `node`, or what is wrong with it ("must be a text").
Result<std::string> read_text(const Node& node);
/// true and false, or those words in any case.
Result<bool> read_flag(const Node& node);
/// A whole number, or text that is one.
Result<std::int64_t> read_integer(const Node& node);

inline Result<std::string> read_as(const Node& node, std::string*) { return read_text(node); }
inline Result<bool> read_as(const Node& node, bool*) { return read_flag(node); }
inline Result<std::int64_t> read_as(const Node& node, std::int64_t*) { return read_integer(node); }

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

}  // namespace usher::api::wire
