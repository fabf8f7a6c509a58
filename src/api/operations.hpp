/// The routes /healthz, /readyz and /metrics.
#pragma once

#include <atomic>

#include "base/metrics.hpp"
#include "http/router.hpp"
#include "service/operation.hpp"

namespace usher::api {

/// The handlers of /healthz, /readyz and /metrics. Thread-safe.
class OperationsRoutes {
 public:
  /// Creates the handlers. The arguments must outlive this object.
  OperationsRoutes(store::Store& store, Metrics& metrics);

  /// Makes /readyz report "not ready", so that load balancers send no more requests.
  void drain() { draining_ = true; }

  /// Returns 200 while the process runs.
  http::Task<http::Response> health(const http::Request& request);
  /// Returns 200 if the server is not draining and the database responds, otherwise 503.
  http::Task<http::Response> ready(const http::Request& request);
  /// Returns all metrics in the Prometheus text format.
  http::Task<http::Response> metrics(const http::Request& request);

 private:
  store::Store& store_;
  Metrics& metrics_;
  std::vector<Gauge> open_;  // open activations, indexed by Code
  Gauge queue_;
  Gauge oldest_;
  Gauge maintenance_;
  Gauge ids_;
  std::atomic<bool> draining_{false};
};

}  // namespace usher::api
