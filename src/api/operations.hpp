/// /healthz, /readyz and /metrics.
#pragma once

#include <atomic>

#include "base/metrics.hpp"
#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/overview.hpp"

namespace usher::api {

/// Thread-safe.
class OperationsRoutes {
 public:
  /// References must outlive the routes.
  OperationsRoutes(service::Endpoint<service::Overview>& overview,
                   service::Endpoint<service::Ping>& ping, Metrics& metrics);

  /// From now on not ready: a load balancer should send nobody here any more.
  void drain() { draining_ = true; }

  /// Alive: the process answers.
  http::Task<http::Response> health(const http::Request& request);
  /// Ready: not draining, and the database answers.
  http::Task<http::Response> ready(const http::Request& request);
  /// Prometheus text format.
  http::Task<http::Response> metrics(const http::Request& request);

 private:
  service::Endpoint<service::Overview>& overview_;
  service::Endpoint<service::Ping>& ping_;
  Metrics& metrics_;
  std::vector<Gauge> open_;  // by code
  Gauge queue_;
  Gauge oldest_;
  Gauge maintenance_;
  Gauge ids_;
  std::atomic<bool> draining_{false};
};

}  // namespace usher::api
