/// Reads numbers in the path, flags in the query and bodies of requests for resources.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "api/wire/read.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api::published {

/// Returns the numbers in the path's {…} segments, in order; `names` are used in error texts.
/// Returns `invalid` if a segment is not a whole number, `not_found` if a number is out of the
/// range of ids.
Result<std::vector<std::int64_t>> path_numbers(const http::Request& request,
                                               std::initializer_list<std::string_view> names);

/// Reads an input that consists of the path's number.
template <class Input>
Result<Input> by_number(const http::Request& request, std::string_view name) {
  const auto path = path_numbers(request, {name});
  if (!path) return path.error();
  return Input{path->at(0)};
}
/// Reads an input that consists of the path's two numbers.
template <class Input>
Result<Input> by_numbers(const http::Request& request, std::string_view first,
                         std::string_view second) {
  const auto path = path_numbers(request, {first, second});
  if (!path) return path.error();
  return Input{path->at(0), {path->at(1)}};
}

/// Returns a flag of the query, whose name may have any case. Returns `fallback` if the flag is
/// missing or empty.
Result<bool> query_flag(const http::Request& request, std::string_view name, bool fallback);

/// Reads the body as a wire type. REQUIRES: the members of T are optional.
template <class T>
Result<T> read_body(const http::Request& request) {
  return wire::read_body<T>(http::request_format(request.header("Content-Type")), request.body);
}

/// Reads a body that consists of one plain value: `true`, or `<boolean>true</boolean>`.
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
