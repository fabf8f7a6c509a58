/// Calls to other people's HTTP servers.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace usher::outbound {

struct HttpRequest {
  std::string url;
  std::string body;  ///< empty: GET, else POST
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::string user;  ///< with Basic authentication, if not empty
  std::string password;
  Duration time_limit{10'000};
};

struct HttpAnswer {
  long status = 0;
  std::string body;  ///< at most 1 MiB
};

/// Keeps its connection between calls. Not thread-safe.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  /// Throws Unavailable when no answer came.
  HttpAnswer send(const HttpRequest& request);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace usher::outbound
