/// /healthz, /readyz and /metrics.
#pragma once

#include <atomic>

#include "base/metrics.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

namespace usher::api {

/// Thread-safe.
class OperationsRoutes {
 public:
  /// References must outlive the routes.
  OperationsRoutes(store::Store& store, Metrics& metrics);

  /// Reports not ready from now on, so that load balancers send no more requests.
  void drain() { draining_ = true; }

  /// Reports that the process runs.
  http::Task<http::Response> health(const http::Request& request);
  /// Reports whether the server is ready: not draining, and the database responds.
  http::Task<http::Response> ready(const http::Request& request);
  /// Returns all metrics in the Prometheus text format.
  http::Task<http::Response> metrics(const http::Request& request);

 private:
  store::Store& store_;
  Metrics& metrics_;
  std::vector<Gauge> open_;  // by code
  Gauge queue_;
  Gauge oldest_;
  Gauge maintenance_;
  Gauge ids_;
  std::atomic<bool> draining_{false};
};

}  // namespace usher::api
