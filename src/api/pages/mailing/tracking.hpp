/// The links of a mail that are followed, and the picture that is loaded when it is opened. Who
/// follows a link gets on at once; that it was followed is written down behind his back.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/key_ring.hpp"
#include "http/router.hpp"
#include "service/endpoint.hpp"
#include "service/mailing/reaction.hpp"

namespace usher::api {

/// Thread-safe.
class TrackingRoutes {
 public:
  /// References must outlive the routes.
  TrackingRoutes(service::Endpoint<service::reaction::FindLink>& find,
                 service::Endpoint<service::reaction::Record>& record, const Keys& keys)
      : find_(find), record_(record), keys_(keys) {}

  http::Task<http::Response> click(const http::Request& request);
  http::Task<http::Response> open(const http::Request& request);

 private:
  /// Addresses that are the same for all, as they were looked up: they never change. With them
  /// links lead on while the database is away.
  std::optional<std::string> remembered(const domain::MailToken& token);
  void remember(const domain::MailToken& token, const std::string& url);
  void record(const http::Request& request, domain::MailToken token, bool click);

  service::Endpoint<service::reaction::FindLink>& find_;
  service::Endpoint<service::reaction::Record>& record_;
  const Keys& keys_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, std::string> urls_;  // guarded by mutex_
};

}  // namespace usher::api
