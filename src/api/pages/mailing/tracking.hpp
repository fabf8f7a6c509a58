/// The tracked links of a mail, and the image that detects that the mail was opened. Redirects do
/// not wait for the database: clicks and opens are recorded in the background.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/key_ring.hpp"
#include "http/router.hpp"
#include "service/background_calls.hpp"
#include "service/mailing/tracking.hpp"
#include "service/operation.hpp"

namespace usher::api {

/// The handlers of tracked links and of the tracking image. Thread-safe.
class TrackingRoutes {
 public:
  /// References must outlive the routes.
  TrackingRoutes(store::Store& store, const service::MailTokenTools& tools)
      : store_(store), tools_(tools), background_(store) {}

  http::Task<http::Response> click(const http::Request& request);
  http::Task<http::Response> open(const http::Request& request);

 private:
  /// Returns the cached target of a link. Targets that are equal for all recipients never change
  /// and are therefore cached, so that their links work while the database is unavailable.
  std::optional<std::string> find_cached(const domain::MailToken& token);
  void cache(const domain::MailToken& token, const std::string& url);
  void record(const http::Request& request, domain::MailToken token, service::ReactionKind kind);

  store::Store& store_;
  const service::MailTokenTools tools_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, std::string> urls_;  // guarded by mutex_
  service::BackgroundCalls background_;  // destroyed first: its calls refer to tools_
};

}  // namespace usher::api
