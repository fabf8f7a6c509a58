/// Writes metrics and log lines of requests.
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

/// Returns a path without possible secrets: the route's path with its {names}, or, if no route
/// matched, the request's path with long segments replaced.
std::string loggable_path(const Route* route, std::string_view path);

/// An answered request. The views are valid during the call of record() only.
struct AnsweredRequest {
  const Route* route = nullptr;  ///< null if no route matched
  Method method = Method::other;
  std::string_view path;  ///< the request's path without the query
  std::string_view peer;
  std::string_view request_id;
  int status = 0;
  std::chrono::nanoseconds duration{
      0};  ///< the time from the request's last byte to the written response
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
    std::vector<std::pair<int, Counter>> by_status;  ///< unsorted: routes use few statuses
  };

  Series make_series(const std::string& name);
  Series& series_of(const Route* route);
  const Counter& counter_of(Series& series, int status);
  void log_request(const AnsweredRequest& answered) const;

  const Router& router_;
  Log& log_;
  Metrics& metrics_;
  std::vector<Series> series_;  ///< indexed as the router's routes; the last element is for
                                ///< requests without a route
};

}  // namespace usher::http
