/// Binds member functions to routes.
#pragma once

#include "http/router.hpp"

namespace usher::api {

/// Returns a handler that calls a member function. `handlers` must outlive it.
template <class Handlers>
http::Handler bound(Handlers& handlers,
                    http::Task<http::Response> (Handlers::*handle)(const http::Request&)) {
  return [&handlers, handle](const http::Request& request) { return (handlers.*handle)(request); };
}

}  // namespace usher::api
