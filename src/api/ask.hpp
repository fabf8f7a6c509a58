/// Awaiting a service function from a handler.
#pragma once

#include "http/task.hpp"
#include "service/endpoint.hpp"

namespace usher::api {

/// Goes on on the handler's own loop once the transaction is committed. Throws `Unavailable` when
/// the database did not answer.
template <class S>
http::Task<typename S::Output> ask(service::Endpoint<S>& endpoint, typename S::Input input) {
  auto call = endpoint.call(std::move(input));
  auto start = [&endpoint, &call](Completion& done) { endpoint.start(call, done); };
  co_await http::suspend(start);
  co_return call.take();
}

}  // namespace usher::api
