/// The routes of an account's resources.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/ask.hpp"
#include "api/published/resource_row.hpp"
#include "base/pool.hpp"
#include "http/router.hpp"
#include "service/rate_limit.hpp"

namespace usher::api::published {

inline constexpr const char* kConsoleBase = "/API/v1.1/Rest/ConsoleService.svc/Console/";
inline constexpr const char* kStatisticsBase = "/API/v1.1/Rest/MailStatisticsService.svc/";
/// The body limit of routes for uploads, in bytes.
inline constexpr std::size_t kUploadLimit = 8 * 1024 * 1024;

/// Limits the large bodies that an account has in the queue of the readers. Thread-safe.
class BodyPlaces {
 public:
  /// Takes a place, and returns false if the party has none left.
  bool enter(std::int64_t party);
  void leave(std::int64_t party);

 private:
  std::mutex mutex_;
  std::unordered_map<std::int64_t, int> taken_;  // guarded by mutex_
};

/// Collects the rows of a route table as routes.
class ResourceRoutes {
 public:
  /// References must outlive the routes. Large bodies are read on the threads of `readers`.
  ResourceRoutes(store::Store& store, service::RateLimit& rate, Pool& readers)
      : store_(store), rate_(rate), readers_(readers) {}

  /// Adds the route of account operation F. `name` is its published name, under which calls are
  /// counted: static storage. `path` continues the base path and starts without a slash.
  template <auto F>
  ResourceRoutes& add(std::string_view name, http::Method method, const std::string& path,
                      ReadInput<F> read, WriteValue<F> write, service::AccountTools<F> tools = {}) {
    add_row(
        name, method, path,
        std::make_shared<OperationRow<F>>(rate_, name, std::move(read), std::move(write), tools));
    return *this;
  }
  /// Adds the route of an operation without input.
  template <auto F>
  ResourceRoutes& add(std::string_view name, http::Method method, const std::string& path,
                      WriteValue<F> write) {
    return add<F>(
        name, method, path,
        [](const http::Request&) { return Result<service::AccountInput<F>>({}); },
        std::move(write));
  }

  /// Sets the base path of the routes that follow.
  ResourceRoutes& set_base_path(std::string base) {
    base_path_ = std::move(base);
    return *this;
  }
  /// Sets the largest body, in bytes, of the routes that follow.
  ResourceRoutes& set_body_limit(std::size_t limit) {
    body_limit_ = limit;
    return *this;
  }

  std::vector<http::Route> release() { return std::move(routes_); }

 private:
  void add_row(std::string_view name, http::Method method, const std::string& path,
               std::shared_ptr<const ResourceRow> row);

  store::Store& store_;
  service::RateLimit& rate_;
  Pool& readers_;
  const std::shared_ptr<BodyPlaces> places_ = std::make_shared<BodyPlaces>();
  std::string base_path_;
  std::size_t body_limit_ = http::Route{}.body_limit;
  std::vector<http::Route> routes_;
};

}  // namespace usher::api::published
