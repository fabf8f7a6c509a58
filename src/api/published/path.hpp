/// Readers of requests on resources: numbers in the path, flags in the query, bodies.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "api/wire/read.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api::published {

/// Reads the numbers of the path's {…} segments, in order; `names` are for errors. `invalid` when
/// one is not a whole number, `not_found` when it is out of the range of ids.
Result<std::vector<std::int64_t>> path_numbers(const http::Request& request,
                                               std::initializer_list<std::string_view> names);

/// Reads an input that is the path's number.
template <class Input>
Result<Input> by_number(const http::Request& request, std::string_view name) {
  const auto path = path_numbers(request, {name});
  if (!path) return path.error();
  return Input{path->at(0)};
}
/// Reads an input that is the path's two numbers.
template <class Input>
Result<Input> by_numbers(const http::Request& request, std::string_view first,
                         std::string_view second) {
  const auto path = path_numbers(request, {first, second});
  if (!path) return path.error();
  return Input{path->at(0), {path->at(1)}};
}

/// Reads a flag of the query, its name in any case; returns `fallback` if it is missing or empty.
Result<bool> query_flag(const http::Request& request, std::string_view name, bool fallback);

/// Reads the body as a wire type. REQUIRES: its members are optional.
template <class T>
Result<T> read_body(const http::Request& request) {
  return wire::read_body<T>(http::request_format(request.header("Content-Type")), request.body);
}

/// Reads a body that is one plain value: `true`, or `<boolean>true</boolean>`.
template <class T>
Result<T> read_bare_body(const http::Request& request) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto node = wire::parse(http::request_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  auto value = wire::read_as(*node, static_cast<T*>(nullptr));
  if (!value) return Error{Errc::invalid, "The body " + value.error().message + "."};
  return value;
}

}  // namespace usher::api::published
