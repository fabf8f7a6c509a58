#include "api/operations.hpp"

#include "api/ask.hpp"
#include "domain/provisioning/activation.hpp"
#include "service/provisioning/overview.hpp"

namespace usher::api {
namespace {

http::Response plain(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

OperationsRoutes::OperationsRoutes(store::Store& store, Metrics& metrics)
    : store_(store),
      metrics_(metrics),
      queue_(metrics.gauge("usher_queue_depth", "Tasks that wait, are leased or are parked")),
      oldest_(metrics.gauge("usher_queue_oldest_seconds", "Age of the oldest task that is due")),
      maintenance_(metrics.gauge("usher_maintenance", "1 while the platform is in maintenance")),
      ids_(metrics.gauge("usher_activation_largest_id", "Largest activation id given out")) {
  for (int code = 0; code < domain::kCodes; ++code) {
    if (code == static_cast<int>(domain::Code::processed)) continue;
    open_.push_back(metrics.gauge("usher_activations_open", "Activations that are not processed",
                                  {{"code", std::to_string(code)}}));
  }
}

http::Task<http::Response> OperationsRoutes::health(const http::Request&) {
  co_return plain(200, "ok\n");
}

http::Task<http::Response> OperationsRoutes::ready(const http::Request&) {
  if (draining_) co_return plain(503, "draining\n");
  bool answers = false;
  try {
    answers = co_await ask<&service::probe_database>(store_);
  } catch (const Unavailable&) {
    answers = false;
  }
  co_return answers ? plain(200, "ready\n") : plain(503, "the database does not answer\n");
}

http::Task<http::Response> OperationsRoutes::metrics(const http::Request&) {
  const auto now = co_await ask<&service::read_overview>(store_);
  std::size_t place = 0;
  for (int code = 0; code < domain::kCodes; ++code) {
    if (code == static_cast<int>(domain::Code::processed)) continue;
    std::int64_t count = 0;
    for (const auto& open : now.open) {
      if (static_cast<int>(open.code) == code) count = open.count;
    }
    open_[place++].set(static_cast<double>(count));
  }
  queue_.set(static_cast<double>(now.queue.waiting));
  const Duration age = now.queue.oldest_due ? now.now - *now.queue.oldest_due : Duration{0};
  oldest_.set(std::chrono::duration<double>(age).count());
  maintenance_.set(now.maintenance ? 1 : 0);
  ids_.set(static_cast<double>(now.largest_id));
  http::Response response = plain(200, metrics_.text());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  co_return response;
}

}  // namespace usher::api
