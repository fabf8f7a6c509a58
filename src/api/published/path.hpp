/// What requests on resources have in common besides their pages: numbers in the path, a body.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "api/wire/read.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api::console {

/// The numbers of the path's {…} segments, in order, each with the name that its error says:
/// `invalid` for what is no whole number, `not_found` for what can be nothing's.
Result<std::vector<std::int64_t>> path_numbers(const http::Request& request,
                                               std::initializer_list<std::string_view> names);

/// For what is asked by one number of the path alone.
template <class Input>
Result<Input> by_number(const http::Request& request, std::string_view name) {
  const auto path = path_numbers(request, {name});
  if (!path) return path.error();
  return Input{path->at(0)};
}
/// For what is asked by two.
template <class Input>
Result<Input> by_numbers(const http::Request& request, std::string_view first,
                         std::string_view second) {
  const auto path = path_numbers(request, {first, second});
  if (!path) return path.error();
  return Input{path->at(0), {path->at(1)}};
}

/// A flag of the query, in any case; `otherwise` when it is not there or empty.
Result<bool> flag_of(const http::Request& request, std::string_view name, bool otherwise);

/// The body as a wire type. REQUIRES: its members are optional.
template <class T>
Result<T> read_body(const http::Request& request) {
  return wire::read_body<T>(http::request_format(request.header("Content-Type")), request.body);
}

/// The body as one plain value: `true`, or `<boolean>true</boolean>`.
template <class T>
Result<T> read_bare_body(const http::Request& request) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto node = wire::parse(http::request_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  auto value = wire::read_as(*node, static_cast<T*>(nullptr));
  if (!value) return Error{Errc::invalid, "The body " + value.error().message + "."};
  return value;
}

}  // namespace usher::api::console
