/// Metrics and log lines of requests.
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

/// Returns the request's path without possible secrets: the route's path, with its {names}; without
/// a route the path as sent, with long segments replaced.
std::string loggable_path(const Route* route, std::string_view path);

/// An answered request. Its views are valid for the call only.
struct AnsweredRequest {
  const Route* route = nullptr;  ///< null: none matched
  Method method = Method::other;
  std::string_view path;  ///< as sent, without the query
  std::string_view peer;
  std::string_view request_id;
  int status = 0;
  std::chrono::nanoseconds duration{0};  ///< from the request's last byte to the written response
};

/// Counts and logs the requests of one loop; caches metric handles without a lock. Not thread-safe.
class Traffic {
 public:
  Traffic(const Router& router, Log& log, Metrics& metrics);

  void record(const AnsweredRequest& answered);

 private:
  struct Series {
    std::string name;
    Histogram seconds;
    std::vector<std::pair<int, Counter>> by_status;  ///< few, in order of first use
  };

  Series make_series(const std::string& name);
  Series& series_of(const Route* route);
  const Counter& counter_of(Series& series, int status);
  void log_request(const AnsweredRequest& answered) const;

  const Router& router_;
  Log& log_;
  Metrics& metrics_;
  std::vector<Series> series_;  ///< in the order of the routes; the last is for no route
};

}  // namespace usher::http
