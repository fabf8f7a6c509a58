/// The access wing of the server: OAuth, the sign-in page and the owner's pages.
#pragma once

#include <memory>
#include <vector>

#include "http/router.hpp"
#include "main/server_context.hpp"

namespace usher {

class AccessModule {
 public:
  /// `context` must outlive the module.
  explicit AccessModule(ServerContext& context);
  ~AccessModule();

  void add_routes(std::vector<http::Route>& routes);

  /// Rejects all queued and further sign-ins with 429.
  void stop_hashing();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace usher
