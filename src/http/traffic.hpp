/// What is counted and logged about each request.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace usher::http {

/// One answered request. Views only for the call.
/// A request's path without what may be a secret in it: the route's own, with its {names}; for one
/// that leads nowhere, as it was sent, less its long words.
std::string loggable_path(const Route* route, std::string_view path);

struct Visit {
  const Route* route = nullptr;  ///< null: none was found
  Method method = Method::other;
  std::string_view path;  ///< as sent, without the query
  std::string_view peer;
  std::string_view request_id;
  int status = 0;
  std::chrono::nanoseconds took{0};  ///< from the request's last byte to the answer written
};

/// One per loop: what it has looked up once it keeps without a lock. Not thread-safe.
class Traffic {
 public:
  Traffic(const Router& router, Log& log, Metrics& metrics);

  void record(const Visit& visit);

 private:
  struct Series {
    std::string name;
    Histogram seconds;
    std::vector<std::pair<int, Counter>> by_status;  ///< few, in the order in which they came up
  };

  Series make_series(const std::string& name);
  Series& series_of(const Route* route);
  const Counter& counter_of(Series& series, int status);
  void log_visit(const Visit& visit) const;

  const Router& router_;
  Log& log_;
  Metrics& metrics_;
  std::vector<Series> series_;  ///< as the router's routes; the last is for no route
};

}  // namespace usher::http
